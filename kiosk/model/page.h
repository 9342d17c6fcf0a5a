/* The pages of the screen and the modes of the program. */
#ifndef GH_KIOSK_MODEL_PAGE_H
#define GH_KIOSK_MODEL_PAGE_H

enum model_mode { MODE_GUARD = 0, MODE_SELF_SCAN, MODE_HANDHELD, MODE_WALK_UP };

enum model_page {
    PAGE_SIGN_IN = 0,
    PAGE_SCAN,      /* guard and handheld: live picture, counts, last entries */
    PAGE_SELF_SCAN, /* visitor's side: phases in struct model_self_scan */
    PAGE_VERDICT,   /* colour, reason, holder, decision; the holder check and the choice of candidates are part of it */
    PAGE_OVERRIDE,  /* reason, remark, second guard */
    PAGE_LOOKUP,    /* plate or short number */
    PAGE_LOG,
    PAGE_ENTRY, /* one line of the log */
    PAGE_SETTINGS,
    PAGE_DIAGNOSTICS,
    PAGE_WALK_UP,   /* a visitor without a reservation: one question a step, struct model_walk_up */
    PAGE_WALK_UPS,  /* the state of such applications */
    PAGE_EMERGENCY, /* admits a visitor before the approval: one question a step, struct model_emergency */
    PAGE_ROLL_CALL, /* an evacuation: who is to be found */
    PAGE_SYNC,      /* age of this booth's data, and enrolment */
    PAGE_COUNT
};

/* Returns the name of a page for scripts and logs: "scan", "verdict", ... */
const char *model_page_name(enum model_page page);

#endif
