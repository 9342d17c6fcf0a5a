/* The approval flow, enumerated: every state, action, set of roles and missing guard either does what the table says or
 * is refused and changes nothing. The facts about the table that the design states are checked apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "flow/flow.h"

#define ALL_GUARDS 32767u
#define ALL_ROLES ((1u << FLOW_ROLE_COUNT) - 1)
#define ORIGIN_END (1u << FLOW_ORIGIN_COUNT)

static const struct flow_transition *row_of(unsigned origin, enum flow_state state, enum flow_action action)
{
    size_t count;
    const struct flow_transition *found = NULL, *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].from == state && table[i].action == action && (table[i].origins & origin)) {
            assert_null(found); /* at most one */
            found = &table[i];
        }
    }
    return found;
}

static const struct flow_transition *row(enum flow_state state, enum flow_action action)
{
    return row_of(FLOW_RESERVATION, state, action);
}

static void every_case_of(unsigned origin)
{
    unsigned allowed = 0, refused = 0;
    for (int s = 0; s < FLOW_STATE_COUNT; s++) {
        for (int a = 0; a < FLOW_ACTION_COUNT; a++) {
            const struct flow_transition *t = row_of(origin, (enum flow_state)s, (enum flow_action)a);
            for (unsigned roles = 0; roles <= ALL_ROLES; roles++) {
                const struct flow_transition *out = NULL;
                enum flow_answer answer = flow_decide((enum flow_origin)origin, (enum flow_state)s, (enum flow_action)a,
                                                      roles, ALL_GUARDS, &out);
                if (t && (t->roles & roles)) {
                    assert_int_equal(answer, FLOW_ALLOWED);
                    assert_ptr_equal(out, t);
                    allowed++;
                } else {
                    assert_int_equal(answer, t ? FLOW_NOT_YOURS : FLOW_NOT_POSSIBLE);
                    assert_null(out);
                    refused++;
                }
            }
        }
    }
    assert_true(allowed > 50 && refused > 3000);
}

static void every_case_is_the_tables_or_refused(void **state)
{
    (void)state;
    for (unsigned origin = 1; origin < ORIGIN_END; origin <<= 1)
        every_case_of(origin);
}

static void each_guard_that_is_missing_refuses(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        for (unsigned guard = 1; guard & ALL_GUARDS; guard <<= 1) {
            const struct flow_transition *out = NULL;
            enum flow_answer answer =
                flow_decide((enum flow_origin)(table[i].origins & (0u - table[i].origins)), table[i].from,
                            table[i].action, table[i].roles, ALL_GUARDS & ~guard, &out);
            if (table[i].guards & guard) {
                assert_true(answer != FLOW_ALLOWED && answer != FLOW_NOT_YOURS);
                assert_null(out);
            } else {
                assert_int_equal(answer, FLOW_ALLOWED);
            }
        }
    }
}

static void reasons_come_in_the_stated_order(void **state)
{
    (void)state;
    const struct flow_transition *out;
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_DRAFT, FLOW_SUBMIT, FLOW_ROLE_APPLICANT, 0, &out), FLOW_OVER);
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_DRAFT, FLOW_SUBMIT, FLOW_ROLE_APPLICANT,
                                 FLOW_GUARD_NOT_OVER | FLOW_GUARD_STANDS | FLOW_GUARD_DIFFERS, &out),
                     FLOW_INCOMPLETE);
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_DRAFT, FLOW_SUBMIT, FLOW_ROLE_APPLICANT,
                                 FLOW_GUARD_NOT_OVER | FLOW_GUARD_STANDS | FLOW_GUARD_DIFFERS | FLOW_GUARD_COMPLETE,
                                 &out),
                     FLOW_TOO_LATE);
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_SECURITY_REVIEW, FLOW_SECURITY_VETO, FLOW_ROLE_SECURITY,
                                 FLOW_GUARD_UNCHANGED, &out),
                     FLOW_REMARK_MISSING);
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_UNIT_REVIEW, FLOW_UNIT_PASS, FLOW_ROLE_UNIT,
                                 ALL_GUARDS & ~(unsigned)FLOW_GUARD_UNCHANGED, &out),
                     FLOW_CHANGES_NOT_ALLOWED);
}

static void passes_are_minted_by_the_security_office_alone(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool mints = table[i].effects & FLOW_EFFECT_MINT;
        if (table[i].from == FLOW_APPROVED && table[i].to == FLOW_APPROVED)
            continue; /* only an amendment renews passes */
        assert_int_equal(mints, table[i].to == FLOW_APPROVED);
        assert_int_equal((table[i].effects & FLOW_EFFECT_TAKE_OVER) != 0, table[i].to == FLOW_APPLIED);
        mints |= table[i].to == FLOW_APPLIED;
        if (mints) {
            assert_int_equal(table[i].roles, FLOW_ROLE_SECURITY);
            assert_true(table[i].guards & FLOW_GUARD_NOT_BARRED);
            assert_true(table[i].guards & FLOW_GUARD_SOMEBODY);
            assert_true(table[i].guards & FLOW_GUARD_NOT_OVER);
        }
        assert_true(table[i].roles != 0);
        /* Leaving the approved state revokes the passes, unless they have ended. */
        if (table[i].from == FLOW_APPROVED)
            assert_true((table[i].effects & FLOW_EFFECT_REVOKE) || (table[i].guards & FLOW_GUARD_OVER));
    }
}

static void nothing_skips_the_unit_or_the_deadline(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].action == FLOW_HAND_OVER) {
            assert_int_equal(table[i].from, table[i].to);
            assert_int_equal(table[i].effects, FLOW_EFFECT_TELL_COLLEAGUE);
            continue;
        }
        /* What an officer files from a mail begins with the office, and with nobody else's. */
        const bool by_mail = table[i].from == FLOW_DRAFT && table[i].origins == FLOW_MAIL;
        if (table[i].to == FLOW_SECURITY_REVIEW)
            assert_true(table[i].from == FLOW_UNIT_REVIEW || table[i].from == FLOW_CONFIRMING || by_mail);
        if (table[i].to == FLOW_UNIT_REVIEW || by_mail)
            assert_true(table[i].guards & FLOW_GUARD_DEADLINE);
    }
}

static void the_applicant_withdraws_what_is_not_decided(void **state)
{
    (void)state;
    static const enum flow_state undecided[] = {FLOW_UNIT_REVIEW, FLOW_SENT_BACK, FLOW_SECURITY_REVIEW,
                                                FLOW_CONFIRMING};
    for (int s = 0; s < FLOW_STATE_COUNT; s++) {
        bool can = flow_actions(FLOW_RESERVATION, (enum flow_state)s, FLOW_ROLE_APPLICANT) >> FLOW_WITHDRAW & 1,
             expected = false;
        for (size_t i = 0; i < sizeof undecided / sizeof undecided[0]; i++)
            expected |= undecided[i] == (enum flow_state)s;
        assert_int_equal(can, expected);
    }
}

static void a_veto_stays_one_whoever_waits(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++)
        if (table[i].from == FLOW_ACKNOWLEDGING)
            assert_int_equal(table[i].to, FLOW_VETOED);
}

/* What is open is closed by time: nothing stays with personal data in it for ever. */
static void time_ends_every_open_state(void **state)
{
    (void)state;
    static const enum flow_state open[] = {FLOW_UNIT_REVIEW, FLOW_SENT_BACK,     FLOW_SECURITY_REVIEW,
                                           FLOW_CONFIRMING,  FLOW_ACKNOWLEDGING, FLOW_APPROVED};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        for (unsigned came = FLOW_GUARD_NOBODY_CAME; came <= FLOW_GUARD_SOMEBODY_CAME; came <<= 1) {
            const struct flow_transition *out = NULL;
            unsigned guards = FLOW_GUARD_OVER | FLOW_GUARD_NOT_AMENDED | came;
            bool ends =
                flow_decide(FLOW_RESERVATION, open[i], FLOW_LAPSE, FLOW_ROLE_SYSTEM, guards, &out) == FLOW_ALLOWED ||
                flow_decide(FLOW_RESERVATION, open[i], FLOW_FINISH, FLOW_ROLE_SYSTEM, guards, &out) == FLOW_ALLOWED;
            assert_true(ends);
            assert_int_equal(flow_actions(FLOW_RESERVATION, out->to, ALL_ROLES), 0);
        }
}

static void a_contested_proposal_goes_back_to_what_stood_before(void **state)
{
    (void)state;
    assert_true(row(FLOW_SECURITY_REVIEW, FLOW_SECURITY_CHANGE_RETURN)->effects & FLOW_EFFECT_KEEP_PROPOSAL);
    assert_true(row(FLOW_CONFIRMING, FLOW_CONTEST)->effects & FLOW_EFFECT_RESTORE);
    assert_int_equal(row(FLOW_CONFIRMING, FLOW_CONTEST)->to, FLOW_SECURITY_REVIEW);
    assert_false(row(FLOW_CONFIRMING, FLOW_CONFIRM)->effects & FLOW_EFFECT_RESTORE);
    assert_int_equal(row(FLOW_CONFIRMING, FLOW_CONFIRM)->to, FLOW_SECURITY_REVIEW);
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++)
        if (table[i].from == FLOW_CONFIRMING)
            assert_true(table[i].effects & FLOW_EFFECT_DROP_PROPOSAL);
}

static void every_state_is_reached_and_none_is_a_dead_end(void **state)
{
    (void)state;
    static const enum flow_state ends[] = {FLOW_VETOED, FLOW_WITHDRAWN, FLOW_CANCELLED,
                                           FLOW_LAPSED, FLOW_USED,      FLOW_APPLIED};
    bool reached[FLOW_STATE_COUNT] = {[FLOW_NONE] = true}, left[FLOW_STATE_COUNT] = {0};
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t round = 0; round < FLOW_STATE_COUNT; round++) {
        for (size_t i = 0; i < count; i++) {
            if (reached[table[i].from])
                reached[table[i].to] = true;
            left[table[i].from] = true;
        }
    }
    for (int s = 0; s < FLOW_STATE_COUNT; s++) {
        bool is_end = false;
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
            is_end = is_end || ends[i] == (enum flow_state)s;
        assert_true(reached[s]);
        assert_int_equal(left[s], !is_end);
    }
}

static void an_offer_of(unsigned from)
{
    const enum flow_origin origin = (enum flow_origin)from;
    for (int s = 0; s < FLOW_STATE_COUNT; s++) {
        for (unsigned roles = 0; roles <= ALL_ROLES; roles++) {
            uint32_t offered = flow_actions(origin, (enum flow_state)s, roles);
            for (int a = 0; a < FLOW_ACTION_COUNT; a++) {
                const struct flow_transition *out;
                bool can = flow_decide(origin, (enum flow_state)s, (enum flow_action)a, roles, ALL_GUARDS, &out) ==
                           FLOW_ALLOWED;
                assert_int_equal(offered >> a & 1, can);
            }
        }
    }
}

static void what_a_page_offers_is_what_can_be_done(void **state)
{
    (void)state;
    for (unsigned origin = 1; origin < ORIGIN_END; origin <<= 1)
        an_offer_of(origin);
}

/* The applicant of a walk-up can't edit, confirm or acknowledge: a walk-up never rests where only its applicant acts,
 * and a refusal closes it and reaches the visitor. */
static void a_walk_up_never_waits_for_its_applicant(void **state)
{
    (void)state;
    size_t count, refusals = 0;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (!(table[i].origins & FLOW_WALK_UP))
            continue;
        assert_true(table[i].to != FLOW_SENT_BACK && table[i].to != FLOW_CONFIRMING &&
                    table[i].to != FLOW_ACKNOWLEDGING);
        if (table[i].to != FLOW_VETOED)
            continue;
        refusals++;
        assert_true(table[i].effects & FLOW_EFFECT_TELL_ENTRANTS);
        assert_true(table[i].guards & FLOW_GUARD_REMARK);
        assert_int_equal(flow_actions(FLOW_WALK_UP, table[i].to, ALL_ROLES), 0);
    }
    assert_int_equal(refusals, 2);
    assert_int_equal(row_of(FLOW_WALK_UP, FLOW_UNIT_REVIEW, FLOW_UNIT_REFUSE)->roles, FLOW_ROLE_UNIT);
    assert_int_equal(row_of(FLOW_WALK_UP, FLOW_SECURITY_REVIEW, FLOW_SECURITY_VETO)->roles, FLOW_ROLE_SECURITY);
    assert_null(row(FLOW_UNIT_REVIEW, FLOW_UNIT_REFUSE));
}

/* An amendment goes the whole way of an application, and nothing that happens to it touches what was approved, except
 * that the security office approves it. */
static void an_amendment_is_decided_like_an_application(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++) {
        const struct flow_transition *t = &table[i];
        if (!(t->origins & FLOW_AMENDMENT))
            continue;
        assert_true(t->to != FLOW_APPROVED && t->from != FLOW_APPROVED);
        assert_false(t->effects & (FLOW_EFFECT_MINT | FLOW_EFFECT_REVOKE));
        if (t->to == FLOW_UNIT_REVIEW && t->from != t->to)
            assert_int_equal(t->guards & (FLOW_GUARD_DIFFERS | FLOW_GUARD_STANDS),
                             FLOW_GUARD_DIFFERS | FLOW_GUARD_STANDS);
        if (t->effects & FLOW_EFFECT_TAKE_OVER) {
            assert_int_equal(t->from, FLOW_SECURITY_REVIEW);
            assert_true(t->guards & FLOW_GUARD_STANDS);
        }
    }
    static const enum flow_action way[] = {FLOW_SUBMIT, FLOW_UNIT_PASS, FLOW_SECURITY_PASS};
    enum flow_state at = FLOW_DRAFT;
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++)
        at = row_of(FLOW_AMENDMENT, at, way[i])->to;
    assert_int_equal(at, FLOW_APPLIED);
    assert_int_equal(row_of(FLOW_AMENDMENT, FLOW_SECURITY_REVIEW, FLOW_SECURITY_VETO)->to, FLOW_ACKNOWLEDGING);
    assert_int_equal(flow_actions(FLOW_AMENDMENT, FLOW_APPROVED, ALL_ROLES), 0);
}

static void what_is_being_amended_stays_open_until_it_is_decided(void **state)
{
    (void)state;
    const struct flow_transition *out;
    const unsigned over = FLOW_GUARD_OVER | FLOW_GUARD_NOBODY_CAME;
    assert_int_equal(flow_decide(FLOW_RESERVATION, FLOW_APPROVED, FLOW_LAPSE, FLOW_ROLE_SYSTEM, over, &out),
                     FLOW_BEING_AMENDED);
    assert_int_equal(
        flow_decide(FLOW_RESERVATION, FLOW_APPROVED, FLOW_LAPSE, FLOW_ROLE_SYSTEM, over | FLOW_GUARD_NOT_AMENDED, &out),
        FLOW_ALLOWED);
    assert_int_equal(
        flow_decide(FLOW_RESERVATION, FLOW_APPROVED, FLOW_AMEND, FLOW_ROLE_APPLICANT, FLOW_GUARD_NOT_OVER, &out),
        FLOW_BEING_AMENDED);
    assert_int_equal(flow_decide(FLOW_AMENDMENT, FLOW_SECURITY_REVIEW, FLOW_SECURITY_PASS, FLOW_ROLE_SECURITY,
                                 ALL_GUARDS & ~(unsigned)FLOW_GUARD_STANDS, &out),
                     FLOW_NOT_STANDING);
    /* Leaving the approved state ends an amendment, in whatever way. */
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    for (size_t i = 0; i < count; i++)
        if (table[i].from == FLOW_APPROVED && table[i].to != FLOW_APPROVED)
            assert_true(table[i].effects & FLOW_EFFECT_END_AMENDMENT);
    static const enum flow_state open[] = {FLOW_UNIT_REVIEW, FLOW_SENT_BACK, FLOW_SECURITY_REVIEW, FLOW_CONFIRMING};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        assert_true(row_of(FLOW_AMENDMENT, open[i], FLOW_WITHDRAW)->roles & FLOW_ROLE_SYSTEM);
    assert_true(row_of(FLOW_AMENDMENT, FLOW_DRAFT, FLOW_DISCARD)->roles & FLOW_ROLE_SYSTEM);
}

static void a_filing_by_mail_never_waits_for_its_sender(void **state)
{
    (void)state;
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    assert_int_equal(row_of(FLOW_MAIL, FLOW_DRAFT, FLOW_SUBMIT)->to, FLOW_SECURITY_REVIEW);
    assert_int_equal(row_of(FLOW_MAIL, FLOW_SECURITY_REVIEW, FLOW_SECURITY_VETO)->to, FLOW_VETOED);
    for (size_t i = 0; i < count; i++)
        if (table[i].origins & FLOW_MAIL)
            assert_true(table[i].to != FLOW_UNIT_REVIEW && table[i].to != FLOW_SENT_BACK &&
                        table[i].to != FLOW_CONFIRMING && table[i].to != FLOW_ACKNOWLEDGING);
}

static void names_are_unique_and_come_back(void **state)
{
    (void)state;
    for (int a = 0; a < FLOW_ACTION_COUNT; a++) {
        enum flow_action back;
        assert_int_equal(flow_action_from_name(flow_action_name((enum flow_action)a), &back), GH_OK);
        assert_int_equal(back, a);
    }
    for (int s = FLOW_DRAFT; s < FLOW_STATE_COUNT; s++) {
        enum flow_state back;
        assert_int_equal(flow_state_from_name(flow_state_name((enum flow_state)s), &back), GH_OK);
        assert_int_equal(back, s);
    }
    enum flow_state none;
    assert_int_equal(flow_state_from_name("none", &none), GH_NOT_FOUND);
    for (int i = 0; i < FLOW_ANSWER_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(flow_answer_name((enum flow_answer)i), flow_answer_name((enum flow_answer)j));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_the_tables_or_refused),
        cmocka_unit_test(each_guard_that_is_missing_refuses),
        cmocka_unit_test(reasons_come_in_the_stated_order),
        cmocka_unit_test(passes_are_minted_by_the_security_office_alone),
        cmocka_unit_test(nothing_skips_the_unit_or_the_deadline),
        cmocka_unit_test(the_applicant_withdraws_what_is_not_decided),
        cmocka_unit_test(a_veto_stays_one_whoever_waits),
        cmocka_unit_test(time_ends_every_open_state),
        cmocka_unit_test(a_contested_proposal_goes_back_to_what_stood_before),
        cmocka_unit_test(every_state_is_reached_and_none_is_a_dead_end),
        cmocka_unit_test(what_a_page_offers_is_what_can_be_done),
        cmocka_unit_test(an_amendment_is_decided_like_an_application),
        cmocka_unit_test(what_is_being_amended_stays_open_until_it_is_decided),
        cmocka_unit_test(a_walk_up_never_waits_for_its_applicant),
        cmocka_unit_test(a_filing_by_mail_never_waits_for_its_sender),
        cmocka_unit_test(names_are_unique_and_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
