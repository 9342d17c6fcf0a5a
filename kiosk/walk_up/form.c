#include "walk_up/form.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"
#include "people/mobile_written.h"
#include "people/typed.h"

const char *const form_purposes[FORM_PURPOSES] = {
    N_("Visit somebody"),
    N_("Meeting or lecture"),
    N_("Delivery"),
    N_("Repair or building works"),
    N_("Office or paperwork"),
    N_("Interview or examination"),
    N_("Pick up or bring somebody"),
    N_("Something else"),
};
const int form_durations[FORM_DURATIONS] = {60, 120, 240, 0};

void form_begin(struct walk_up_form *f)
{
    sodium_memzero(f, sizeof *f);
    f->purpose = f->duration = -1;
    f->person_count = 1;
}

void form_begin_with_plate(struct walk_up_form *f, const char *plate)
{
    struct plate good;
    form_begin(f);
    f->vehicle = f->category_known = f->plate_given = true;
    if (plate_accept(bytes_of_string(plate), &good) == PLATE_OK)
        memcpy(f->plate, good.text, sizeof f->plate);
}

void form_wipe(struct walk_up_form *f)
{
    form_begin(f);
}

bool form_is_begun(const struct walk_up_form *f)
{
    return f->step != STEP_START;
}

/* ---- Fields ---- */

static struct form_person *person_of(struct walk_up_form *f)
{
    return &f->persons[f->person < FORM_PERSONS_MAX ? f->person : 0];
}

char *form_field(struct walk_up_form *f, size_t *cap)
{
    struct form_person *p = person_of(f);
    switch (f->step) {
    case STEP_UNIT:
        *cap = sizeof f->search;
        return f->search;
    case STEP_HOST:
        *cap = sizeof f->host;
        return f->host;
    case STEP_GUARDIAN:
        *cap = sizeof f->guardian;
        return f->guardian;
    case STEP_PLATE:
        *cap = sizeof f->plate;
        return f->plate;
    case STEP_NAME:
        *cap = sizeof p->name;
        return p->name;
    case STEP_DOCUMENT:
        *cap = sizeof p->number;
        return p->number;
    case STEP_MOBILE:
        *cap = sizeof p->mobile;
        return p->mobile;
    default:
        return NULL;
    }
}

static bool begins_abroad(const char *mobile)
{
    return mobile[0] == '+' || strncmp(mobile, "00", 2) == 0;
}

/* Returns how many characters a field takes: a complete number takes no more. */
static size_t most_characters(const struct walk_up_form *f, size_t cap)
{
    const struct form_person *p = &f->persons[f->person];
    if (f->step == STEP_MOBILE)
        return begins_abroad(p->mobile) ? MOBILE_SIZE - 1 : MOBILE_LEN;
    if (f->step == STEP_DOCUMENT)
        return p->document == DOCUMENT_RESIDENT_ID ? RESIDENT_ID_LEN : DOCUMENT_NUMBER_MAX;
    return f->step == STEP_PLATE ? PLATE_CHARACTERS_MAX : cap;
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static size_t length_of_character(const char *text)
{
    size_t n = 1;
    while (((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Returns whether a character that came with pasted text shows nothing: it would use up the room of a number. */
static bool shows_nothing(const char *character, size_t n)
{
    struct cursor c = cursor_over(BYTES(character, n));
    uint32_t point;
    return utf8_take(&c, &point) == GH_OK && typed_is_unseen(point);
}

void form_drop_dot(char *plate)
{
    static const char dot[] = "\u00b7";
    size_t len = strlen(plate), dot_len = sizeof dot - 1;
    if (len >= dot_len && strcmp(plate + len - dot_len, dot) == 0)
        plate[len - dot_len] = '\0';
}

bool form_type(struct walk_up_form *f, const char *text)
{
    size_t cap = 0, before;
    char *field = form_field(f, &cap);
    if (!field)
        return false;
    if (f->step == STEP_PLATE)
        form_drop_dot(field);
    bool abroad = f->step == STEP_MOBILE && !*field && begins_abroad(text);
    size_t used = before = strlen(field), most = abroad ? MOBILE_SIZE - 1 : most_characters(f, cap);
    size_t have = characters(field);
    while (*text && have < most) {
        size_t n = length_of_character(text);
        if (shows_nothing(text, n)) {
            text += n;
            continue;
        }
        if (n >= cap - used)
            break;
        memcpy(field + used, text, n);
        field[used += n] = '\0';
        text += n;
        have++;
    }
    return used != before;
}

bool form_erase(struct walk_up_form *f)
{
    size_t cap = 0;
    char *field = form_field(f, &cap);
    size_t len = field ? strlen(field) : 0;
    if (len == 0)
        return false;
    size_t to = len - 1;
    while (to > 0 && ((unsigned char)field[to] & 0xC0) == 0x80)
        to--;
    sodium_memzero(field + to, len - to);
    return true;
}

int form_country(const struct walk_up_form *f)
{
    const char *mobile = f->persons[f->person].mobile;
    char code[4] = "";
    if (mobile[0] != '+')
        return begins_abroad(mobile) ? 0 : 86;
    if (strncmp(mobile, "+86", 3) == 0)
        return 86;
    memcpy(code, mobile + 1, mobile_country_len(mobile));
    return atoi(code);
}

/* Returns the digits behind the country code. */
static const char *national_part(const char *mobile)
{
    if (mobile[0] != '+')
        return mobile + (begins_abroad(mobile) ? 2 : 0);
    return mobile + 1 + (strncmp(mobile, "+86", 3) == 0 ? 2 : mobile_country_len(mobile));
}

void form_choose_country(struct walk_up_form *f, int code)
{
    char number[FORM_NUMBER_SIZE], *mobile = person_of(f)->mobile;
    if (f->step != STEP_MOBILE || code < 0 || code > 999)
        return;
    const char *national = national_part(mobile);
    if (code == 86)
        (void)snprintf(number, sizeof number, "%.*s", MOBILE_LEN, national);
    else if (code == 0)
        (void)snprintf(number, sizeof number, "+");
    else
        (void)snprintf(number, sizeof number, "+%d%.*s", code, MOBILE_SIZE - 5, national);
    memcpy(mobile, number, sizeof number);
    sodium_memzero(number, sizeof number);
}

/* ---- Checks ---- */

static enum form_check wrong(const char **message, const char *what)
{
    *message = what;
    return FORM_WRONG;
}

/* Says why an unfinished answer does not allow going on yet. */
static enum form_check unfinished(const char *typed, const char **message, const char *what)
{
    *message = typed[0] ? what : NULL;
    return FORM_UNFINISHED;
}

static enum form_check check_name(const char *name, const char **message)
{
    char good[PERSON_NAME_SIZE];
    enum person_name_result result = person_name_check(bytes_of_string(name), good);
    bool one = result == PERSON_NAME_OK && person_name_is_one_character(good);
    sodium_memzero(good, sizeof good);
    if (one)
        *message = N_("This name has one character. Please compare it with the document.");
    if (result == PERSON_NAME_OK)
        return FORM_GOOD;
    if (result == PERSON_NAME_SHORT)
        return unfinished(name, message, N_("The name is too short."));
    return wrong(message, result == PERSON_NAME_LONG ? N_("The name is too long.") : N_("A name has letters only."));
}

static enum form_check check_guardian(const char *name, const char **message)
{
    enum form_check result = check_name(name, message);
    if (!*message)
        *message = N_("A parent or guardian consents for visitors under 14.");
    return result;
}

static enum form_check check_plate(const char *text, const char **message)
{
    struct plate plate;
    enum plate_result result = plate_accept(bytes_of_string(text), &plate);
    if (result == PLATE_OK) {
        if (plate.kind == PLATE_OTHER)
            *message = N_("This form of plate is not in our table. Please compare it with the car.");
        return FORM_GOOD;
    }
    if (result == PLATE_CHARACTER)
        return wrong(message, N_("No plate has this character. There is no I, and O only follows the province."));
    return characters(text) >= 7 ? wrong(message, N_("No plate has this form."))
                                 : unfinished(text, message, N_("Province, letter, then five or six characters"));
}

static enum form_check check_mobile(const char *text, const char **message)
{
    char number[MOBILE_SIZE];
    bool repaired;
    enum mobile_result result = mobile_check_written(bytes_of_string(text), number, &repaired);
    sodium_memzero(number, sizeof number);
    if (result == MOBILE_OK)
        return FORM_GOOD;
    if (begins_abroad(text) && result == MOBILE_LENGTH)
        return unfinished(text, message,
                          text[0] == '+' && mobile_country_len(text) ? N_("Type the whole number, without a leading 0.")
                                                                     : N_("Country code, then the whole number"));
    if (result == MOBILE_SHORTENED)
        return wrong(message, N_("This number was shortened. Type all its digits."));
    if (result == MOBILE_COUNTRY)
        return wrong(message, N_("No country has this code."));
    if (text[0] && text[0] != '1' && !begins_abroad(text))
        return wrong(message, N_("Mainland mobile numbers start with 1. For another one choose its country first."));
    if (strlen(text) < MOBILE_LEN)
        return unfinished(text, message, N_("Eleven digits"));
    return wrong(message, N_("No mobile number starts like this. Please check again."));
}

static const char *document_message(enum document_result result)
{
    switch (result) {
    case DOCUMENT_REGION:
        return N_("No province has these first two digits.");
    case DOCUMENT_DATE:
        return N_("The birth date in the number does not exist.");
    case DOCUMENT_CHECK:
        return N_("One digit is wrong: the last character does not match.");
    case DOCUMENT_SHORTENED:
        return N_("This number was shortened. Type all its digits.");
    case DOCUMENT_CHARACTER:
        return N_("These numbers do not have this character.");
    default:
        return N_("Numbers of this document have another form.");
    }
}

static bool is_twice(const struct walk_up_form *f)
{
    const struct form_person *p = &f->persons[f->person];
    for (size_t i = 0; i < f->person_count; i++)
        if (i != f->person && f->persons[i].document == p->document && strcmp(f->persons[i].number, p->number) == 0)
            return true;
    return false;
}

static enum form_check check_document(const struct walk_up_form *f, struct civil_date today, const char **message)
{
    const struct form_person *p = &f->persons[f->person];
    struct document document;
    enum document_result result = document_check(p->document, bytes_of_string(p->number), today, &document);
    bool unknown_region = !result && document.region_unknown;
    sodium_memzero(&document, sizeof document);
    bool short_yet = p->document == DOCUMENT_RESIDENT_ID ? strlen(p->number) < RESIDENT_ID_LEN : strlen(p->number) < 5;
    /* Fifteen digits were a resident's number once, but most people are still typing. */
    if (short_yet)
        return unfinished(p->number, message,
                          p->document == DOCUMENT_RESIDENT_ID ? N_("Eighteen characters, as on the card.") : NULL);
    if (result)
        return wrong(message, document_message(result));
    if (is_twice(f))
        return wrong(message, N_("This person is already in the application."));
    if (unknown_region)
        *message = N_("Our table does not have these first six digits. Please compare them with the card.");
    return FORM_GOOD;
}

static char sex_of(const struct form_person *p, struct civil_date today)
{
    struct document document = {0};
    char sex = 0;
    if (document_check(p->document, bytes_of_string(p->number), today, &document) == DOCUMENT_OK)
        sex = document.sex;
    sodium_memzero(&document, sizeof document);
    return sex;
}

bool form_needs_guardian(const struct walk_up_form *f, struct civil_date today)
{
    bool all = f->person_count > 0;
    for (size_t i = 0; all && i < f->person_count; i++) {
        const struct form_person *p = &f->persons[i];
        struct document document = {0};
        all = document_check(p->document, bytes_of_string(p->number), today, &document) == DOCUMENT_OK &&
              document_of_child(document.birth, today);
        sodium_memzero(&document, sizeof document);
    }
    return all;
}

enum form_check form_check(const struct walk_up_form *f, struct civil_date today, const char **message)
{
    const struct form_person *p = &f->persons[f->person];
    *message = NULL;
    switch (f->step) {
    case STEP_CATEGORY:
        return f->category_known ? FORM_GOOD : FORM_UNFINISHED;
    case STEP_PURPOSE:
        return f->purpose >= 0 ? FORM_GOOD : FORM_UNFINISHED;
    case STEP_UNIT:
        return f->unit ? FORM_GOOD : FORM_UNFINISHED;
    case STEP_HOST:
        return check_name(f->host, message);
    case STEP_GUARDIAN:
        return check_guardian(f->guardian, message);
    case STEP_PLATE:
        return check_plate(f->plate, message);
    case STEP_NAME:
        return check_name(p->name, message);
    case STEP_DOCUMENT:
        return check_document(f, today, message);
    case STEP_SEX:
        return p->sex ? FORM_GOOD : FORM_UNFINISHED;
    case STEP_MOBILE:
        return check_mobile(p->mobile, message);
    case STEP_DURATION:
        return f->duration >= 0 ? FORM_GOOD : FORM_UNFINISHED;
    default:
        return FORM_GOOD;
    }
}

/* ---- From step to step ---- */

static bool is_asked(const struct walk_up_form *f, enum walk_up_step step, struct civil_date today)
{
    if (step == STEP_CATEGORY)
        return !f->plate_given;
    if (step == STEP_PLATE)
        return f->vehicle;
    if (step == STEP_GUARDIAN)
        return form_needs_guardian(f, today);
    return step != STEP_SEX || !sex_of(&f->persons[f->person], today);
}

/* A step that was opened from the review leads back there, once nothing new is missing because of it. */
static void go_on(struct walk_up_form *f, struct civil_date today)
{
    if (f->from_review) {
        if (f->step == STEP_DOCUMENT && !person_of(f)->sex) {
            f->step = STEP_SEX;
        } else if (f->step == STEP_CATEGORY && f->vehicle && !f->plate[0]) {
            f->step = STEP_PLATE;
        } else if (!f->guardian[0] && form_needs_guardian(f, today)) {
            f->step = STEP_GUARDIAN;
        } else {
            f->from_review = false;
            f->step = STEP_REVIEW;
        }
        return;
    }
    do
        f->step = (enum walk_up_step)(f->step + 1);
    while (!is_asked(f, f->step, today));
}

void form_next(struct walk_up_form *f, struct civil_date today)
{
    const char *message;
    if (f->step >= STEP_REVIEW || form_check(f, today, &message) != FORM_GOOD)
        return;
    if (f->step == STEP_DOCUMENT) {
        char sex = sex_of(person_of(f), today);
        if (sex)
            person_of(f)->sex = sex;
    }
    if (f->step == STEP_PEOPLE && !form_needs_guardian(f, today))
        sodium_memzero(f->guardian, sizeof f->guardian);
    go_on(f, today);
}

void form_choose(struct walk_up_form *f, int choice)
{
    static const struct civil_date no_day;
    switch (f->step) {
    case STEP_CATEGORY:
        f->vehicle = choice == 1;
        f->category_known = true;
        break;
    case STEP_PURPOSE:
        f->purpose = choice >= 0 && choice < FORM_PURPOSES ? choice : -1;
        break;
    case STEP_SEX:
        person_of(f)->sex = choice == 1 ? 'F' : 'M';
        break;
    case STEP_DURATION:
        f->duration = choice >= 0 && choice < FORM_DURATIONS ? choice : -1;
        break;
    case STEP_DOCUMENT:
        if (choice >= 0 && choice < DOCUMENT_KIND_COUNT && person_of(f)->document != (enum document_kind)choice) {
            person_of(f)->document = (enum document_kind)choice;
            sodium_memzero(person_of(f)->number, sizeof person_of(f)->number);
            person_of(f)->sex = 0;
        }
        return;
    default:
        return;
    }
    form_next(f, no_day);
}

void form_choose_unit(struct walk_up_form *f, const struct wire_unit *unit)
{
    static const struct civil_date no_day;
    if (f->step != STEP_UNIT)
        return;
    f->unit = unit->unit;
    memcpy(f->unit_zh, unit->name_zh, sizeof f->unit_zh);
    memcpy(f->unit_en, unit->name_en, sizeof f->unit_en);
    sodium_memzero(f->search, sizeof f->search);
    form_next(f, no_day);
}

bool form_back(struct walk_up_form *f)
{
    if (f->step == STEP_START || f->step == STEP_SENT)
        return false;
    if (f->from_review) {
        f->from_review = false;
        f->step = STEP_REVIEW;
        return true;
    }
    if (f->step == STEP_NAME && f->person > 0) {
        /* Removes the person who was about to be added. */
        form_remove_person(f, f->person);
        f->step = STEP_PEOPLE;
        return true;
    }
    if (f->step == STEP_DURATION)
        f->person = f->person_count - 1;
    f->step = (enum walk_up_step)(f->step - 1);
    if (f->step == STEP_GUARDIAN && !f->guardian[0])
        f->step = STEP_PEOPLE;
    if (f->step == STEP_SEX && sex_of(person_of(f), (struct civil_date){9999, 1, 1}))
        f->step = STEP_DOCUMENT;
    if (f->step == STEP_PLATE && !f->vehicle)
        f->step = STEP_HOST;
    return true;
}

bool form_add_person(struct walk_up_form *f)
{
    if (f->person_count == FORM_PERSONS_MAX || (f->step != STEP_PEOPLE && f->step != STEP_REVIEW))
        return false;
    f->person = f->person_count++;
    f->step = STEP_NAME;
    f->from_review = false;
    return true;
}

void form_remove_person(struct walk_up_form *f, size_t person)
{
    if (f->person_count < 2 || person >= f->person_count)
        return;
    for (size_t i = person; i + 1 < f->person_count; i++)
        f->persons[i] = f->persons[i + 1];
    f->person_count--;
    sodium_memzero(&f->persons[f->person_count], sizeof f->persons[0]);
    f->person = f->person_count - 1;
}

void form_correct(struct walk_up_form *f, enum walk_up_step step, size_t person)
{
    if ((f->step != STEP_REVIEW && f->step != STEP_PEOPLE) || step <= STEP_START || step >= STEP_REVIEW ||
        person >= f->person_count)
        return;
    f->from_review = f->step == STEP_REVIEW;
    f->person = person;
    f->step = step;
}

void form_progress(const struct walk_up_form *f, int *at, int *of)
{
    /* Sex counts with the step of the document, and the list of people with that of the mobile: both steps are
     * optional. */
    static const int place[STEP_COUNT] = {
        [STEP_CATEGORY] = 1, [STEP_PURPOSE] = 2,  [STEP_UNIT] = 3,   [STEP_HOST] = 4,   [STEP_PLATE] = 5,
        [STEP_NAME] = 5,     [STEP_DOCUMENT] = 6, [STEP_SEX] = 6,    [STEP_MOBILE] = 7, [STEP_PEOPLE] = 7,
        [STEP_GUARDIAN] = 7, [STEP_DURATION] = 8, [STEP_REVIEW] = 9, [STEP_SENT] = 9};
    *of = 9 + f->vehicle;
    *at = place[f->step] + (f->vehicle && f->step > STEP_PLATE);
}

tick form_until(const struct walk_up_form *f, tick from, tick day_end)
{
    int minutes = f->duration >= 0 ? form_durations[f->duration] : 0;
    tick until = from + minutes * TICK_MINUTE;
    return minutes == 0 || until > day_end ? day_end : until;
}
