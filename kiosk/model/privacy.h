/* What the privacy time-out takes away, and what brings it back. */
#ifndef GH_KIOSK_MODEL_PRIVACY_H
#define GH_KIOSK_MODEL_PRIVACY_H

#include "model/effect.h"
#include "model/state.h"

/* Wipes personal data from the state, and leaves pages that show nothing else. */
void model_hide_personal(struct model *m, struct model_effects *fx);
/* Starts the privacy time-out anew: somebody is there. Asks the desk again for data that was hidden. */
void model_touched(struct model *m, struct model_effects *fx);

#endif
