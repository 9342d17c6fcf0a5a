#include "directory/plan.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "directory/plan_load.h"

static const char *const words[DIRECTORY_CHANGES] = {
    [DIRECTORY_UNIT_NEW] = "unit-new",
    [DIRECTORY_UNIT_ADOPTED] = "unit-adopted",
    [DIRECTORY_UNIT_RENAMED] = "unit-renamed",
    [DIRECTORY_UNIT_MOVED] = "unit-moved",
    [DIRECTORY_UNIT_REOPENED] = "unit-reopened",
    [DIRECTORY_UNIT_CLOSED] = "unit-closed",
    [DIRECTORY_ACCOUNT_ADOPTED] = "account-adopted",
    [DIRECTORY_ACCOUNT_CHANGED] = "account-changed",
    [DIRECTORY_ACCOUNT_REOPENED] = "account-reopened",
    [DIRECTORY_ACCOUNT_CLOSED] = "account-closed",
    [DIRECTORY_ACCOUNT_KEPT] = "account-kept",
    [DIRECTORY_HEADS] = "heads",
};

const char *directory_change_name(int change)
{
    return change >= 0 && change < DIRECTORY_CHANGES ? words[change] : NULL;
}

/* ---- Steps ---- */

static struct directory_step *add(struct directory_plan *plan, const struct directory_step *step)
{
    if (plan->step_count == plan->step_room) {
        const size_t room = plan->step_room ? 2 * plan->step_room : 64;
        struct directory_step *more = realloc(plan->steps, room * sizeof *more);
        if (!more)
            return NULL;
        plan->steps = more;
        plan->step_room = room;
    }
    plan->counts[step->change]++;
    plan->steps[plan->step_count] = *step;
    return &plan->steps[plan->step_count++];
}

static void show(char out[static DIRECTORY_SHOWN_SIZE], const char *text)
{
    (void)snprintf(out, DIRECTORY_SHOWN_SIZE, "%s", text);
}

static bool add_shown(struct directory_plan *plan, struct directory_step step, const char *before, const char *after)
{
    show(step.before, before);
    show(step.after, after);
    return add(plan, &step) != NULL;
}

static int units_by_code(const void *a, const void *b)
{
    return strcmp(((const struct local_unit *)a)->code, ((const struct local_unit *)b)->code);
}

static const struct local_unit *find_unit(const struct directory_plan *plan, const char *code)
{
    struct local_unit key = {.id = 0};
    memcpy(key.code, code, strnlen(code, sizeof key.code - 1));
    return plan->unit_count ? bsearch(&key, plan->units, plan->unit_count, sizeof key, units_by_code) : NULL;
}

static int accounts_by_number(const void *a, const void *b)
{
    return strcmp(((const struct local_account *)a)->number, ((const struct local_account *)b)->number);
}

/* Two accounts with one number: nobody can tell whose it is, so the directory touches neither. */
static bool shares_number(const struct directory_plan *plan, const struct local_account *a)
{
    const size_t at = (size_t)(a - plan->accounts);
    return (at > 0 && strcmp(a[-1].number, a->number) == 0) ||
           (at + 1 < plan->account_count && strcmp(a[1].number, a->number) == 0);
}

const struct local_account *directory_plan_account(const struct directory_plan *plan, const char *number)
{
    struct local_account key = {.id = 0};
    memcpy(key.number, number, strnlen(number, sizeof key.number - 1));
    const struct local_account *a =
        plan->account_count ? bsearch(&key, plan->accounts, plan->account_count, sizeof key, accounts_by_number) : NULL;
    return a && !shares_number(plan, a) ? a : NULL;
}

/* ---- Units ---- */

/* What the directory calls the unit that stands above; "" where it leaves that to us. */
static bool moves(const struct local_unit *local, const struct directory_unit *unit)
{
    return strcmp(local->parent, unit->parent) != 0 && (unit->parent[0] || local->parent_follows);
}

static bool compare_unit(struct directory_plan *plan, const struct directory_unit *unit)
{
    const struct local_unit *local = find_unit(plan, unit->code);
    struct directory_step step = {.unit = unit, .local_unit = local};
    bool well = true;
    if (!local) {
        step.change = DIRECTORY_UNIT_NEW;
        return add_shown(plan, step, "", unit->parent);
    }
    if (!local->follows) {
        step.change = DIRECTORY_UNIT_ADOPTED;
        well = add_shown(plan, step, "", "");
    }
    const bool english = unit->name_en[0] && strcmp(local->name_en, unit->name_en) != 0;
    if (well && (english || strcmp(local->name, unit->name) != 0)) {
        step.change = DIRECTORY_UNIT_RENAMED;
        const bool chinese = strcmp(local->name, unit->name) != 0;
        well = add_shown(plan, step, chinese ? local->name : local->name_en, chinese ? unit->name : unit->name_en);
    }
    if (well && moves(local, unit)) {
        step.change = DIRECTORY_UNIT_MOVED;
        well = add_shown(plan, step, local->parent, unit->parent);
    }
    if (well && !local->active) {
        step.change = DIRECTORY_UNIT_REOPENED;
        well = add_shown(plan, step, "", "");
    }
    return well;
}

/* Those above come first, so that no unit is ever put under one that is still under it. */
static bool compare_units(struct directory_plan *plan)
{
    bool well = true;
    for (int depth = 0; well && depth <= UNIT_DEPTH_MAX; depth++)
        for (size_t i = 0; well && i < plan->snapshot->unit_count; i++)
            if (plan->snapshot->units[i].depth == depth)
                well = compare_unit(plan, &plan->snapshot->units[i]);
    for (size_t i = 0; well && i < plan->unit_count; i++) {
        const struct local_unit *local = &plan->units[i];
        plan->following_units += local->follows && local->active;
        if (local->follows && local->active && !directory_unit_find(plan->snapshot, local->code))
            well =
                add_shown(plan, (struct directory_step){.change = DIRECTORY_UNIT_CLOSED, .local_unit = local}, "", "");
    }
    return well;
}

/* ---- Accounts ---- */

static unsigned differences(const struct local_account *a, const struct directory_person *p)
{
    unsigned fields = 0;
    if (p->name[0] && strcmp(a->name, p->name) != 0)
        fields |= DIRECTORY_NAME;
    if (p->email[0] && strcmp(a->email, p->email) != 0)
        fields |= DIRECTORY_EMAIL;
    if (p->mobile[0] && strcmp(a->mobile, p->mobile) != 0)
        fields |= DIRECTORY_MOBILE;
    if (p->unit[0] && strcmp(a->unit, p->unit) != 0)
        fields |= DIRECTORY_UNIT;
    return fields;
}

static void name_fields(unsigned fields, char out[static DIRECTORY_SHOWN_SIZE])
{
    (void)snprintf(out, DIRECTORY_SHOWN_SIZE, "%s%s%s%s", fields & DIRECTORY_NAME ? "name " : "",
                   fields & DIRECTORY_EMAIL ? "email " : "", fields & DIRECTORY_MOBILE ? "mobile " : "",
                   fields & DIRECTORY_UNIT ? "unit " : "");
    const size_t len = strlen(out);
    if (len)
        out[len - 1] = '\0';
}

static bool compare_account(struct directory_plan *plan, struct local_account *a)
{
    const struct directory_person *p = directory_person_find(plan->snapshot, a->number);
    struct directory_step step = {.account = a, .person = p};
    char shown[DIRECTORY_SHOWN_SIZE];
    if (shares_number(plan, a))
        return true;
    if (a->follows && a->active && (!p || !p->active)) {
        step.change = a->administers ? DIRECTORY_ACCOUNT_KEPT : DIRECTORY_ACCOUNT_CLOSED;
        a->will_be_active = a->administers;
        return add_shown(plan, step, "", "");
    }
    if (!p || !p->active || a->administers)
        return true;
    if (a->closed) {
        step.change = DIRECTORY_ACCOUNT_REOPENED;
        a->will_be_active = true;
        if (!add_shown(plan, step, "", ""))
            return false;
    }
    step.fields = differences(a, p);
    name_fields(step.fields, shown);
    step.change = a->follows ? DIRECTORY_ACCOUNT_CHANGED : DIRECTORY_ACCOUNT_ADOPTED;
    return (a->follows && !step.fields) || add_shown(plan, step, "", shown);
}

static bool compare_accounts(struct directory_plan *plan)
{
    bool well = true;
    for (size_t i = 0; well && i < plan->account_count; i++) {
        plan->following_accounts += plan->accounts[i].follows && plan->accounts[i].active;
        well = compare_account(plan, &plan->accounts[i]);
    }
    return well;
}

/* ---- Heads ---- */

/* Writes "王芳 (1003), 1004": the name where one is known. */
static void show_heads(const struct directory_plan *plan, const struct directory_head *heads, size_t count,
                       char out[static DIRECTORY_SHOWN_SIZE])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && used < DIRECTORY_SHOWN_SIZE - 1; i++) {
        const struct directory_person *p = directory_person_find(plan->snapshot, heads[i].number);
        const struct local_account *a = directory_plan_account(plan, heads[i].number);
        const char *name = p && p->name[0] ? p->name : a ? a->name : "";
        const int n = snprintf(out + used, DIRECTORY_SHOWN_SIZE - used, *name ? "%s%s (%s)" : "%s%s%s", i ? ", " : "",
                               name, heads[i].number);
        used += n > 0 ? (size_t)n : 0;
    }
    utf8_end_whole(out);
}

/* Heads that the directory does not have as active people are none. */
static size_t wanted_heads(const struct directory_plan *plan, const struct directory_unit *unit,
                           struct directory_head out[static DIRECTORY_HEADS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < unit->head_count; i++) {
        const struct directory_person *p = directory_person_find(plan->snapshot, unit->heads[i]);
        const struct local_account *a = directory_plan_account(plan, unit->heads[i]);
        if (!p || !p->active)
            continue;
        memcpy(out[count].number, unit->heads[i], sizeof out[count].number);
        out[count].account = a && a->will_be_active ? a->id : 0;
        out[count].head = unit->has_head && i == 0;
        out[count++].granted = false;
    }
    return count;
}

static bool same_heads(const struct directory_head *a, size_t a_count, const struct directory_head *b, size_t b_count)
{
    for (size_t i = 0; i < a_count && i < b_count; i++)
        if (strcmp(a[i].number, b[i].number) != 0 || a[i].account != b[i].account || a[i].head != b[i].head)
            return false;
    return a_count == b_count;
}

static bool compare_heads(struct directory_plan *plan)
{
    bool well = true;
    for (size_t i = 0; well && i < plan->snapshot->unit_count; i++) {
        const struct directory_unit *unit = &plan->snapshot->units[i];
        const struct local_unit *local = find_unit(plan, unit->code);
        struct directory_step step = {.change = DIRECTORY_HEADS, .unit = unit, .local_unit = local};
        if (local && !local->heads_follow)
            continue;
        step.head_count = wanted_heads(plan, unit, step.heads);
        if (same_heads(step.heads, step.head_count, local ? local->heads : NULL, local ? local->head_count : 0))
            continue;
        if (local)
            show_heads(plan, local->heads, local->head_count, step.before);
        show_heads(plan, step.heads, step.head_count, step.after);
        well = add(plan, &step) != NULL;
    }
    return well;
}

enum gh_status directory_plan_make(struct db *db, const struct vault *vault, const struct directory_snapshot *snapshot,
                                   struct directory_plan *out)
{
    out->snapshot = snapshot;
    enum gh_status status = directory_plan_load(db, vault, out);
    if (!status && !(compare_units(out) && compare_accounts(out) && compare_heads(out)))
        status = GH_NO_MEMORY;
    return status;
}

void directory_plan_free(struct directory_plan *plan)
{
    if (plan->accounts)
        sodium_memzero(plan->accounts, plan->account_count * sizeof *plan->accounts);
    free(plan->accounts);
    free(plan->units);
    free(plan->steps);
    *plan = (struct directory_plan){.unit_count = 0};
}

bool directory_plan_changes(const struct directory_plan *plan)
{
    return plan->step_count > plan->counts[DIRECTORY_ACCOUNT_KEPT];
}

static bool brakes(size_t closed, size_t of, int64_t percent)
{
    return closed > 0 && (int64_t)closed * 100 > (int64_t)of * percent;
}

bool directory_plan_brakes(const struct directory_plan *plan, int64_t percent)
{
    return brakes(plan->counts[DIRECTORY_UNIT_CLOSED], plan->following_units, percent) ||
           brakes(plan->counts[DIRECTORY_ACCOUNT_CLOSED], plan->following_accounts, percent);
}

bool directory_plan_keeps(const void *context, const struct directory_person *person)
{
    return person->named || directory_plan_account(context, person->number);
}

/* ---- For people ---- */

static json_t *step_json(const struct directory_step *s)
{
    const char *code = s->unit ? s->unit->code : s->local_unit ? s->local_unit->code : s->account->number;
    const char *name = s->account ? s->account->name : s->local_unit ? s->local_unit->name : s->unit->name;
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "change", words[s->change], "code", code, "name", name, "before",
                     s->before, "after", s->after);
}

json_t *directory_plan_json(const struct directory_plan *plan, size_t limit)
{
    size_t shown[DIRECTORY_CHANGES] = {0};
    json_t *list = json_array();
    for (size_t i = 0; list && i < plan->step_count; i++)
        if (shown[plan->steps[i].change]++ < limit && json_array_append_new(list, step_json(&plan->steps[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

json_t *directory_plan_counts(const struct directory_plan *plan)
{
    json_t *counts = json_object();
    for (int i = 0; counts && i < DIRECTORY_CHANGES; i++)
        if (plan->counts[i] && json_object_set_new(counts, words[i], json_integer((json_int_t)plan->counts[i])) != 0) {
            json_decref(counts);
            return NULL;
        }
    return counts;
}

enum gh_status directory_plan_digest(const struct directory_plan *plan, const struct vault *vault,
                                     uint8_t out[static VAULT_HASH_LEN])
{
    json_t *list = directory_plan_json(plan, SIZE_MAX);
    char *text = list ? json_dumps(list, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(list);
    if (!text)
        return GH_NO_MEMORY;
    vault_hash(vault, "directory.plan", bytes_of_string(text), out);
    sodium_memzero(text, strlen(text));
    free(text);
    return GH_OK;
}
