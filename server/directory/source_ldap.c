/* Units and people from an LDAP directory. */
#include <stdlib.h>
#include <string.h>

#include "directory/source.h"

#define ATTRIBUTES_MAX 12
#define AD_DISABLED 2 /* ACCOUNTDISABLE of userAccountControl, [MS-ADTS] 2.2.16 */
#define VALUE_SIZE 512

/* A DN and the code or number of its entry: heads, units and parents are often named by DN. */
struct named {
    char *dn;
    char key[UNIT_CODE_SIZE];
};
struct names {
    struct named *items;
    size_t count, room;
};

/* A text that stands for another entry, until all entries are there. */
struct reading {
    const struct directory_settings *settings;
    struct directory_snapshot *out;
    struct directory_fault *fault;
    struct names units, people;
    struct link *links;
    size_t link_count, link_room;
};
enum link_kind { LINK_PARENT, LINK_HEAD, LINK_DEPUTY, LINK_UNIT };
struct link {
    enum link_kind kind;
    size_t at; /* index of the unit or person */
    char *dn;  /* normal form; owned */
};

static const char *text_of(const struct reading *r, enum directory_text text)
{
    return r->settings->text[text];
}

static bool is_dn(const char *value)
{
    return strchr(value, '=') && strchr(value, ',');
}

static bool add_name(struct names *names, char *dn, const char *key)
{
    if (names->count == names->room) {
        const size_t room = names->room ? 2 * names->room : 256;
        struct named *more = realloc(names->items, room * sizeof *more);
        if (!more) {
            free(dn);
            return false;
        }
        names->items = more;
        names->room = room;
    }
    struct named *n = &names->items[names->count++];
    n->dn = dn;
    memset(n->key, 0, sizeof n->key);
    memcpy(n->key, key, strnlen(key, sizeof n->key - 1));
    return true;
}

static bool add_link(struct reading *r, enum link_kind kind, size_t at, char *dn)
{
    if (!dn)
        return true; /* not a name: stands for nothing */
    if (r->link_count == r->link_room) {
        const size_t room = r->link_room ? 2 * r->link_room : 256;
        struct link *more = realloc(r->links, room * sizeof *more);
        if (!more) {
            free(dn);
            return false;
        }
        r->links = more;
        r->link_room = room;
    }
    r->links[r->link_count++] = (struct link){kind, at, dn};
    return true;
}

static int by_dn(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->dn, ((const struct named *)b)->dn);
}

static const char *find_name(const struct names *names, char *dn)
{
    const struct named key = {.dn = dn};
    const struct named *found = names->count ? bsearch(&key, names->items, names->count, sizeof key, by_dn) : NULL;
    return found ? found->key : "";
}

static void free_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i].dn);
    free(names->items);
}

static void free_reading(struct reading *r)
{
    free_names(&r->units);
    free_names(&r->people);
    for (size_t i = 0; i < r->link_count; i++)
        free(r->links[i].dn);
    free(r->links);
}

/* Copies the first value of an attribute; leaves "" where it is absent or does not fit. */
static void take(const struct reading *r, const struct ldap_client_entry *entry, enum directory_text which, char *out,
                 size_t size)
{
    const char *attribute = text_of(r, which);
    if (!*attribute || ldap_client_value(entry, attribute, 0, out, size))
        out[0] = '\0';
}

/* Takes the heads or deputies of a unit: staff numbers or DNs. */
static bool take_heads(struct reading *r, const struct ldap_client_entry *entry, bool head)
{
    const char *attribute = text_of(r, head ? DIRECTORY_UNIT_HEAD : DIRECTORY_UNIT_DEPUTIES);
    const size_t at = r->out->unit_count - 1;
    char value[VALUE_SIZE];
    bool well = true;
    for (size_t i = 0; *attribute && well && i < DIRECTORY_HEADS_MAX; i++) {
        const enum gh_status status = ldap_client_value(entry, attribute, i, value, sizeof value);
        if (status == GH_NOT_FOUND)
            return true;
        if (!status && is_dn(value))
            well = add_link(r, head ? LINK_HEAD : LINK_DEPUTY, at, ldap_client_dn(value, false));
        else if (!status)
            directory_add_head(&r->out->units[at], value, head);
    }
    return well;
}

/* Takes the name of another unit: a code, a DN, or by the place of the entry. */
static bool take_unit_name(struct reading *r, const struct ldap_client_entry *entry, enum link_kind kind, size_t at,
                           char *out)
{
    const char *attribute = text_of(r, kind == LINK_PARENT ? DIRECTORY_UNIT_PARENT : DIRECTORY_PERSON_UNIT);
    char value[VALUE_SIZE];
    if (!*attribute) {
        char *own = ldap_client_entry_dn(entry);
        const bool well = !own || add_link(r, kind, at, ldap_client_dn(own, true));
        free(own);
        return well;
    }
    if (ldap_client_value(entry, attribute, 0, value, sizeof value))
        return true;
    if (is_dn(value))
        return add_link(r, kind, at, ldap_client_dn(value, false));
    if (strlen(value) < UNIT_CODE_SIZE)
        memcpy(out, value, strlen(value) + 1);
    return true;
}

static enum gh_status take_unit(void *context, const struct ldap_client_entry *entry)
{
    struct reading *r = context;
    struct directory_unit *u = directory_add_unit(r->out, r->fault);
    char *dn = u ? ldap_client_entry_dn(entry) : NULL;
    if (!u)
        return GH_TOO_LONG;
    take(r, entry, DIRECTORY_UNIT_CODE, u->code, sizeof u->code);
    take(r, entry, DIRECTORY_UNIT_NAME, u->name, sizeof u->name);
    take(r, entry, DIRECTORY_UNIT_NAME_EN, u->name_en, sizeof u->name_en);
    if (u->code[0] && !u->name[0])
        memcpy(u->name, u->code, sizeof u->code);
    const bool well = (!dn || add_name(&r->units, dn, u->code)) &&
                      take_unit_name(r, entry, LINK_PARENT, r->out->unit_count - 1, u->parent) &&
                      take_heads(r, entry, true) && take_heads(r, entry, false);
    return well ? GH_OK : GH_NO_MEMORY;
}

static bool is_active(const struct reading *r, const struct ldap_client_entry *entry)
{
    const char *attribute = text_of(r, DIRECTORY_PERSON_STATE);
    char value[VALUE_SIZE] = "";
    if (!*attribute)
        return true;
    if (ldap_client_value(entry, attribute, 0, value, sizeof value))
        value[0] = '\0';
    if (strcmp(attribute, "userAccountControl") == 0)
        return !(strtol(value, NULL, 10) & AD_DISABLED);
    return strcmp(value, text_of(r, DIRECTORY_STATE_ACTIVE)) == 0;
}

static enum gh_status take_person(void *context, const struct ldap_client_entry *entry)
{
    struct reading *r = context;
    struct directory_person *p = directory_add_person(r->out, r->fault);
    char mobile[VALUE_SIZE];
    char *dn = p ? ldap_client_entry_dn(entry) : NULL;
    if (!p)
        return GH_TOO_LONG;
    take(r, entry, DIRECTORY_PERSON_NUMBER, p->number, sizeof p->number);
    take(r, entry, DIRECTORY_PERSON_NAME, p->name, sizeof p->name);
    take(r, entry, DIRECTORY_PERSON_EMAIL, p->email, sizeof p->email);
    take(r, entry, DIRECTORY_PERSON_MOBILE, mobile, sizeof mobile);
    directory_set_mobile(p, mobile);
    p->active = is_active(r, entry);
    const bool well = (!dn || add_name(&r->people, dn, p->number)) &&
                      take_unit_name(r, entry, LINK_UNIT, r->out->people_count - 1, p->unit);
    return well ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status search(struct reading *r, struct ldap_client *client, bool people)
{
    const enum directory_text first = people ? DIRECTORY_PERSON_NUMBER : DIRECTORY_UNIT_CODE;
    const enum directory_text last = people ? DIRECTORY_PERSON_STATE : DIRECTORY_UNIT_DEPUTIES;
    const char *attributes[ATTRIBUTES_MAX];
    size_t count = 0;
    for (int i = (int)first; i <= (int)last; i++)
        if (*text_of(r, (enum directory_text)i))
            attributes[count++] = text_of(r, (enum directory_text)i);
    attributes[count] = NULL;
    const struct ldap_search s = {.base = text_of(r, people ? DIRECTORY_PEOPLE_BASE : DIRECTORY_UNITS_BASE),
                                  .filter = text_of(r, people ? DIRECTORY_PEOPLE_FILTER : DIRECTORY_UNITS_FILTER),
                                  .attributes = attributes,
                                  .limit = people ? DIRECTORY_PEOPLE_MAX : DIRECTORY_UNITS_MAX,
                                  .take = people ? take_person : take_unit,
                                  .context = r};
    const enum gh_status status = ldap_client_search(client, &s);
    if (status == GH_UNAVAILABLE) {
        (void)directory_fail_ldap(r->fault, client);
        if (r->fault->kind == DIRECTORY_BASE || r->fault->kind == DIRECTORY_FILTER)
            (void)directory_fail(r->fault, r->fault->kind, people ? "people" : "units");
    } else if (status && !r->fault->kind)
        (void)directory_fail(r->fault, DIRECTORY_INTERNAL, "");
    return status ? GH_UNAVAILABLE : GH_OK;
}

/* Puts codes and numbers where entries named others by DN. */
static void follow_links(struct reading *r)
{
    if (r->units.count)
        qsort(r->units.items, r->units.count, sizeof *r->units.items, by_dn);
    if (r->people.count)
        qsort(r->people.items, r->people.count, sizeof *r->people.items, by_dn);
    for (size_t i = 0; i < r->link_count; i++) {
        const struct link *l = &r->links[i];
        struct directory_unit *unit = l->kind == LINK_UNIT ? NULL : &r->out->units[l->at];
        if (l->kind == LINK_HEAD || l->kind == LINK_DEPUTY)
            directory_add_head(unit, find_name(&r->people, l->dn), l->kind == LINK_HEAD);
        else {
            const char *code = find_name(&r->units, l->dn);
            memcpy(unit ? unit->parent : r->out->people[l->at].unit, code, strlen(code) + 1);
        }
    }
}

void directory_ldap_place(const struct directory_place *place, const struct directory_settings *settings,
                          struct ldap_place *out)
{
    *out = (struct ldap_place){.url = settings->text[DIRECTORY_URL],
                               .start_tls = settings->start_tls,
                               .bind_dn = settings->text[DIRECTORY_BIND_DN],
                               .password = settings->secret,
                               .without_tls = place->without_tls,
                               .ca_file = place->ca_file};
}

enum gh_status directory_fail_ldap(struct directory_fault *fault, const struct ldap_client *client)
{
    static const enum directory_fault_kind kinds[LDAP_CLIENT_FAULTS] = {
        [LDAP_CLIENT_WELL] = DIRECTORY_INTERNAL,
        [LDAP_CLIENT_ADDRESS] = DIRECTORY_ADDRESS,
        [LDAP_CLIENT_PLAIN] = DIRECTORY_PLAIN,
        [LDAP_CLIENT_CONNECT] = DIRECTORY_CONNECT,
        [LDAP_CLIENT_CERTIFICATE] = DIRECTORY_CERTIFICATE,
        [LDAP_CLIENT_SIGN_IN] = DIRECTORY_SIGN_IN,
        [LDAP_CLIENT_BASE] = DIRECTORY_BASE,
        [LDAP_CLIENT_FILTER] = DIRECTORY_FILTER,
        [LDAP_CLIENT_SLOW] = DIRECTORY_SLOW,
        [LDAP_CLIENT_TOO_MUCH] = DIRECTORY_TOO_MUCH,
        [LDAP_CLIENT_REFUSED] = DIRECTORY_REFUSED,
    };
    return directory_fail(fault, kinds[ldap_client_fault(client)], ldap_client_detail(client));
}

enum gh_status directory_read_ldap(const struct directory_place *place, const struct directory_settings *settings,
                                   struct directory_snapshot *out, struct directory_fault *fault)
{
    struct reading r = {.settings = settings, .out = out, .fault = fault};
    struct ldap_client *client = NULL;
    struct ldap_place server;
    directory_ldap_place(place, settings, &server);
    enum gh_status status = ldap_client_open(&server, &client);
    if (status)
        (void)directory_fail_ldap(fault, client);
    if (!status)
        status = search(&r, client, false);
    if (!status)
        status = search(&r, client, true);
    ldap_client_close(client);
    if (!status)
        follow_links(&r);
    free_reading(&r);
    return status;
}
