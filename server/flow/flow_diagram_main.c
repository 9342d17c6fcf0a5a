/* gatehouse-flow-diagram prints the flow table as a Mermaid diagram and a Markdown table, for README.md. Not
 * installed. */
#include <stdio.h>

#include "flow/flow.h"

struct bit_name {
    unsigned bit;
    const char *name;
};

static const struct bit_name origins[] = {
    {FLOW_RESERVATION, "reservation"},
    {FLOW_WALK_UP, "walk-up"},
    {FLOW_AMENDMENT, "amendment"},
    {FLOW_MAIL, "mail"},
    {0, NULL},
};

static const struct bit_name roles[] = {
    {FLOW_ROLE_APPLICANT, "applicant"},
    {FLOW_ROLE_UNIT, "unit"},
    {FLOW_ROLE_SECURITY, "security"},
    {FLOW_ROLE_SYSTEM, "system"},
    {0, NULL},
};

static const struct bit_name guards[] = {
    {FLOW_GUARD_NOT_OVER, "its last period has not ended"},
    {FLOW_GUARD_OVER, "its last period has ended"},
    {FLOW_GUARD_STANDS, "what it amends is still approved"},
    {FLOW_GUARD_NOT_AMENDED, "no amendment is being decided"},
    {FLOW_GUARD_NOBODY_CAME, "nobody came"},
    {FLOW_GUARD_SOMEBODY_CAME, "somebody came"},
    {FLOW_GUARD_CHANGED, "the content is changed"},
    {FLOW_GUARD_DIFFERS, "it differs from what it amends"},
    {FLOW_GUARD_UNCHANGED, "the content is unchanged"},
    {FLOW_GUARD_REMARK, "there is a remark"},
    {FLOW_GUARD_COMPLETE, "every field is valid"},
    {FLOW_GUARD_DEADLINE, "before the deadline, or a walk-up"},
    {FLOW_GUARD_SOMEBODY, "an entrant is left"},
    {FLOW_GUARD_NOT_BARRED, "nobody is barred"},
    {FLOW_GUARD_QUOTA, "within the unit's quota"},
    {0, NULL},
};

static const struct bit_name effects[] = {
    {FLOW_EFFECT_MINT, "mint passes"},
    {FLOW_EFFECT_REVOKE, "revoke passes"},
    {FLOW_EFFECT_TAKE_OVER, "update its application and renew the passes that change"},
    {FLOW_EFFECT_END_AMENDMENT, "end an amendment"},
    {FLOW_EFFECT_TELL_UNIT, "notify the unit"},
    {FLOW_EFFECT_TELL_SECURITY, "notify the security office"},
    {FLOW_EFFECT_TELL_COLLEAGUE, "notify the colleague"},
    {FLOW_EFFECT_TELL_APPLICANT, "notify the applicant"},
    {FLOW_EFFECT_TELL_ENTRANTS, "notify the entrants"},
    {FLOW_EFFECT_KEEP_PROPOSAL, "store the earlier content"},
    {FLOW_EFFECT_RESTORE, "restore the earlier content"},
    {FLOW_EFFECT_DROP_PROPOSAL, "delete the proposal"},
    {FLOW_EFFECT_ERASE, "erase its data"},
    {0, NULL},
};

/* Prints a state for Mermaid, whose identifiers have no hyphens. Mermaid calls the start and the end [*]. */
static void print_state(enum flow_state state)
{
    if (state == FLOW_NONE) {
        (void)fputs("[*]", stdout);
        return;
    }
    for (const char *c = flow_state_name(state); *c; c++)
        (void)putchar(*c == '-' ? '_' : *c);
}

static void print_bits(unsigned bits, const struct bit_name *names)
{
    const char *between = "";
    for (; names->name; names++) {
        if (bits & names->bit) {
            (void)printf("%s%s", between, names->name);
            between = ", ";
        }
    }
}

/* Names the origins of a transition that doesn't count for all. */
static void print_restriction(unsigned allowed)
{
    if (allowed == (1u << FLOW_ORIGIN_COUNT) - 1)
        return;
    (void)fputs(" (", stdout);
    print_bits(allowed, origins);
    (void)putchar(')');
}

static bool is_final(const struct flow_transition *table, size_t count, enum flow_state state)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].from == state)
            return false;
    return true;
}

static void print_diagram(const struct flow_transition *table, size_t count)
{
    (void)puts("```mermaid\nstateDiagram-v2");
    for (int s = FLOW_DRAFT; s < FLOW_STATE_COUNT; s++) {
        (void)printf("    state \"%s\" as ", flow_state_name((enum flow_state)s));
        print_state((enum flow_state)s);
        (void)putchar('\n');
    }
    for (size_t i = 0; i < count; i++) {
        (void)fputs("    ", stdout);
        print_state(table[i].from);
        (void)fputs(" --> ", stdout);
        print_state(table[i].to);
        (void)printf(" : %s", flow_action_name(table[i].action));
        print_restriction(table[i].origins);
        (void)putchar('\n');
    }
    for (int s = FLOW_DRAFT; s < FLOW_STATE_COUNT; s++) {
        if (is_final(table, count, (enum flow_state)s)) {
            (void)fputs("    ", stdout);
            print_state((enum flow_state)s);
            (void)puts(" --> [*]");
        }
    }
    (void)puts("```\n");
}

static void print_table(const struct flow_transition *table, size_t count)
{
    (void)puts("| from | action | who | must hold | to | what follows |\n| --- | --- | --- | --- | --- | --- |");
    for (size_t i = 0; i < count; i++) {
        (void)printf("| %s | %s", flow_state_name(table[i].from), flow_action_name(table[i].action));
        print_restriction(table[i].origins);
        (void)fputs(" | ", stdout);
        print_bits(table[i].roles, roles);
        (void)fputs(" | ", stdout);
        print_bits(table[i].guards, guards);
        (void)printf(" | %s | ", flow_state_name(table[i].to));
        print_bits(table[i].effects, effects);
        (void)puts(" |");
    }
}

int main(void)
{
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    print_diagram(table, count);
    print_table(table, count);
    return fflush(stdout) == 0 ? 0 : 1;
}
