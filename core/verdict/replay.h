/* Facts of an entry of the log, so that it can be decided again under another policy. */
#ifndef GH_VERDICT_REPLAY_H
#define GH_VERDICT_REPLAY_H

#include "verdict/verdict.h"

/* What the log and the pass say about one presentation. */
struct replayed_entry {
    struct verdict_logged logged;
    struct claims claims; /* of the pass; meaningless unless logged.pass_known */
    tick at;              /* when it was presented */
    uint8_t gate;
    bool inside_gate_known;
    uint8_t inside_gate; /* that admitted it before, when known */
};

/* Rebuilds the facts of which verdict_decide() gives the logged reasons under `policy`, the one in force then. The log
 * does not hold the age of the replica: it is taken as the least that fits the reasons. A live code counts as live when
 * it was shown, unless the log says otherwise. Returns false when these facts lead to another worst reason: the booth
 * had another policy, or the pass changed since. Then *out is not meaningful. */
bool verdict_replay(const struct replayed_entry *entry, const struct policy *policy, struct facts *out);

/* Returns whether the verdict rests on an age of the replica that the log does not hold. */
bool verdict_rests_on_age(uint32_t reasons);

#endif
