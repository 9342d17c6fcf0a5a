/* Resident ID numbers, mobile numbers, plates, masking: what is taken, what is refused, and why. */
#include "support/test.h"

#include "support/vectors.h"
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "people/keyed_hash.h"
#include "people/mask.h"
#include "people/mobile_written.h"
#include "people/plate.h"
#include "people/resident_id.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct civil_date today = {2026, 11, 24};

static enum resident_id_result check_id(const char *typed, struct resident_id *id)
{
    return resident_id_check(bytes_of_string(typed), today, id);
}

static void id_of_the_standard_is_valid(void **state)
{
    (void)state;
    struct resident_id id;
    /* GB 11643-1999, the two printed examples: a woman born in 1949, a man born in 1880. */
    assert_int_equal(check_id("11010519491231002X", &id), RESIDENT_ID_OK);
    assert_int_equal(id.sex, 'F');
    assert_int_equal(id.birth.year * 10000 + id.birth.month * 100 + id.birth.day, 19491231);
    assert_int_equal(check_id("440524188001010014", &id), RESIDENT_ID_OK);
    assert_int_equal(id.sex, 'M');
    assert_int_equal(check_id(" 110105 19491231 002x ", &id), RESIDENT_ID_OK);
    assert_string_equal(id.number, "11010519491231002X");
    assert_int_equal(check_id("１１０１０５１９４９１２３１００２Ｘ", &id), RESIDENT_ID_OK);
}

static void id_is_refused_for_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum resident_id_result why;
    } bad[] = {
        {"", RESIDENT_ID_LENGTH},
        {"11010519491231002", RESIDENT_ID_LENGTH},
        {"11010519491231002XX", RESIDENT_ID_LENGTH},
        {"1101051949123100X2", RESIDENT_ID_CHARACTER},
        {"11010519491231002Y", RESIDENT_ID_CHARACTER},
        {"张10105194912310", RESIDENT_ID_CHARACTER},
        {"00010519491231002X", RESIDENT_ID_REGION},
        {"990105194912310021", RESIDENT_ID_REGION},
        {"110105194902290023", RESIDENT_ID_DATE},
        {"110105194913310026", RESIDENT_ID_DATE},
        {"110105202611250022", RESIDENT_ID_DATE},
        {"110105194912310021", RESIDENT_ID_CHECK},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct resident_id id = {.sex = '?'};
        assert_int_equal(check_id(bad[i].typed, &id), bad[i].why);
        assert_int_equal(id.sex, '?');
    }
}

/* Contacts, chats, PDFs and foreign keyboards: what they add or put in place of plain characters. */
static void marks_and_look_alikes_of_pasted_numbers_go(void **state)
{
    (void)state;
    static const uint32_t marks[] = {0xad,   0x34f,  0x61c,  0x180e, 0x200b, 0x200e, 0x200f, 0x202a,  0x202d,  0x202c,
                                     0x2060, 0x2066, 0x2069, 0x3164, 0xfe0f, 0xfeff, 0xfff9, 0xe0001, 0xe0100, ' ',
                                     '\t',   '\n',   '\r',   0xa0,   0x2009, 0x202f, 0x205f, 0x2028,  0x3000};
    for (size_t i = 0; i < COUNT(marks); i++) {
        static const char *const plain[] = {"13800138000", "11010519491231002X", "京A12345"};
        for (size_t kind = 0; kind < COUNT(plain); kind++) {
            uint8_t typed[64];
            struct writer w = writer_over(typed, sizeof typed);
            utf8_put(&w, marks[i]);
            for (const char *c = plain[kind]; *c; c++) {
                if ((*c & 0xC0) != 0x80 && c == plain[kind] + strlen(plain[kind]) / 2)
                    utf8_put(&w, marks[i]);
                writer_put_u8(&w, (uint8_t)*c);
            }
            utf8_put(&w, marks[i]);
            struct bytes text = {typed, w.len};
            char number[MOBILE_SIZE];
            struct resident_id id;
            struct plate plate;
            if (kind == 0)
                assert_int_equal(mobile_check(text, number), MOBILE_OK);
            else if (kind == 1)
                assert_int_equal(resident_id_check(text, today, &id), RESIDENT_ID_OK);
            else
                assert_int_equal(plate_parse(text, &plate), PLATE_OK);
        }
    }
}

static void look_alike_letters_become_what_they_look_like(void **state)
{
    (void)state;
    static const char *const ids[] = {"11010519491231002х", "11010519491231002Х",  "11010519491231002χ",
                                      "11010519491231002Χ", "11010519491231002Ⅹ",  "11010519491231002×",
                                      "11010519491231002𝐗", "𝟏𝟏𝟎𝟏𝟎𝟓19491231002ｘ", "١١٠١٠٥19491231002X"};
    static const struct {
        const char *typed, *text;
    } plates[] = {{"京А12345", "京A12345"},       {"京а12345", "京A12345"}, {"⾭АВС123", "青ABC123"},
                  {"⻘Ａ１２３４５", "青A12345"}, {"⿊Τ12345", "黑T12345"}, {"⽢A12345", "甘A12345"}};
    struct resident_id id;
    struct plate plate;
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_true(check_id(ids[i], &id) == RESIDENT_ID_OK && strcmp(id.number, "11010519491231002X") == 0);
    for (size_t i = 0; i < COUNT(plates); i++) {
        assert_int_equal(plate_parse(bytes_of_string(plates[i].typed), &plate), PLATE_OK);
        assert_string_equal(plate.text, plates[i].text);
    }
    assert_int_equal(check_id("11010519491231002Ж", &id), RESIDENT_ID_CHARACTER);
    assert_int_equal(check_id("1101051949123100ν2", &id), RESIDENT_ID_CHARACTER);
}

/* Regions without counties, of renamed, merged and moved places, and one that no table has. */
static void a_region_of_any_year_is_good_for_life(void **state)
{
    (void)state;
    static const struct {
        const char *region;
        bool known;
    } regions[] = {{"441900", true},  {"442000", true},  {"460300", true}, {"460400", true},
                   {"620200", true},  {"469007", true},  {"460025", true}, {"510202", false},
                   {"420400", false}, {"110005", false}, {"654399", false}};
    for (size_t i = 0; i < COUNT(regions); i++) {
        char number[RESIDENT_ID_LEN + 1];
        struct resident_id id = {0};
        (void)snprintf(number, sizeof number, "%s19900307017", regions[i].region);
        number[17] = resident_id_check_character(number);
        number[18] = '\0';
        assert_int_equal(check_id(number, &id), RESIDENT_ID_OK);
        assert_int_equal(id.region_known, regions[i].known);
    }
}

static void mobile_numbers_of_machines_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum mobile_result result;
        bool repaired;
    } cases[] = {
        {"13800138000", MOBILE_OK, false},
        {"8613800138000", MOBILE_OK, true},
        {"86-138 0013 8000", MOBILE_OK, true},
        {"（86）13800138000", MOBILE_OK, true},
        {"138.0013.8000", MOBILE_OK, true},
        {"13800138000.0", MOBILE_OK, true},
        {"8613800138000.00", MOBILE_OK, true},
        {"tel:+86-138-0013-8000", MOBILE_OK, true},
        {"TEL:13800138000", MOBILE_OK, true},
        {"13800138000.5", MOBILE_CHARACTER, false},
        {"13800138000.", MOBILE_OK, true},
        {"138001380001", MOBILE_LENGTH, false},
        {"8523800138000", MOBILE_LENGTH, false},
        {"8623800138000", MOBILE_PREFIX, false},
        {"12345678", MOBILE_LENGTH, false},
        {"23800138000", MOBILE_PREFIX, false},
        {"", MOBILE_LENGTH, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char number[MOBILE_SIZE] = "";
        bool repaired = !cases[i].repaired;
        enum mobile_result result = mobile_check_written(bytes_of_string(cases[i].typed), number, &repaired);
        if (result != cases[i].result || repaired != cases[i].repaired)
            fail_msg("%s: %s", cases[i].typed, mobile_result_name(result));
        if (!result)
            assert_string_equal(number, "13800138000");
    }
}

static void hyphens_of_an_id_go(void **state)
{
    (void)state;
    struct resident_id id;
    assert_int_equal(check_id("110105-19491231-002X", &id), RESIDENT_ID_OK);
    assert_string_equal(id.number, "11010519491231002X");
    assert_int_equal(check_id("110105-19491231-002", &id), RESIDENT_ID_LENGTH);
}

static void every_single_wrong_digit_and_swap_shows(void **state)
{
    (void)state;
    const char good[] = "11010519491231002X";
    struct resident_id id;
    for (int at = 0; at < 17; at++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char bad[sizeof good];
            memcpy(bad, good, sizeof good);
            if (bad[at] == digit)
                continue;
            bad[at] = digit;
            assert_int_not_equal(check_id(bad, &id), RESIDENT_ID_OK);
        }
    }
    for (int at = 0; at < 16; at++) {
        char bad[sizeof good];
        memcpy(bad, good, sizeof good);
        bad[at] = good[at + 1];
        bad[at + 1] = good[at];
        if (bad[at] != good[at])
            assert_int_not_equal(check_id(bad, &id), RESIDENT_ID_OK);
    }
}

static void old_fifteen_digit_number_is_brought_to_eighteen(void **state)
{
    (void)state;
    struct resident_id id;
    assert_int_equal(check_id("110105491231002", &id), RESIDENT_ID_OK);
    assert_string_equal(id.number, "11010519491231002X");
    assert_int_equal(check_id("110105490229002", &id), RESIDENT_ID_DATE);
}

static void leap_days_follow_the_gregorian_rule(void **state)
{
    (void)state;
    assert_true(civil_date_exists((struct civil_date){2000, 2, 29}));
    assert_false(civil_date_exists((struct civil_date){1900, 2, 29}));
    assert_true(civil_date_exists((struct civil_date){2024, 2, 29}));
    assert_false(civil_date_exists((struct civil_date){2023, 2, 29}));
    assert_false(civil_date_exists((struct civil_date){2023, 4, 31}));
    assert_false(civil_date_exists((struct civil_date){2023, 0, 1}));
}

static void id_suite_of_others(void **state)
{
    (void)state;
    json_t *cases = vectors_load("gb11643"), *item;
    size_t i;
    if (!cases)
        skip();
    json_array_foreach(cases, i, item)
    {
        struct resident_id id;
        bool valid = check_id(vectors_text(item, "number", ""), &id) == RESIDENT_ID_OK;
        if (valid != (strcmp(vectors_text(item, "expect", ""), "valid") == 0))
            fail_msg("%s", vectors_text(item, "id", "?"));
    }
    json_decref(cases);
}

static void mobile_takes_what_people_type(void **state)
{
    (void)state;
    static const char *const good[] = {"13800138000",           "138 0013 8000",   "138-0013-8000",
                                       "+86 13800138000",       "008613800138000", "(+86)13800138000",
                                       "１３８００１３８０００"};
    for (size_t i = 0; i < COUNT(good); i++) {
        char number[MOBILE_SIZE], shown[MOBILE_SHOWN_SIZE];
        assert_int_equal(mobile_check(bytes_of_string(good[i]), number), MOBILE_OK);
        assert_string_equal(number, "13800138000");
        mobile_format(number, shown);
        assert_string_equal(shown, "138 0013 8000");
    }
    static const char *const networks[] = {"13",  "145", "147", "149", "150", "159",
                                           "166", "170", "175", "18",  "190", "198"};
    for (size_t i = 0; i < COUNT(networks); i++) {
        char typed[16] = "00000000000", number[MOBILE_SIZE];
        memcpy(typed, networks[i], strlen(networks[i]));
        assert_int_equal(mobile_check(bytes_of_string(typed), number), MOBILE_OK);
    }
}

static void numbers_of_other_countries_come_to_e164(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *number, *shown, *masked;
    } good[] = {
        {"+852 9123 4567", "+85291234567", "+852 9123 4567", "+852****4567"},
        {"00853-6612-3456", "+85366123456", "+853 6612 3456", "+853****3456"},
        {"+886 0912 345 678", "+886912345678", "+886 9 1234 5678", "+886*****5678"},
        {"＋44 (0)7400 123456", "+447400123456", "+44 74 0012 3456", "+44******3456"},
        {"+1 (415) 555-2671", "+14155552671", "+1 41 5555 2671", "+1******2671"},
        {"\u202d+65 8123 4567\u202c", "+6581234567", "+65 8123 4567", "+65****4567"},
        {"+86 138 0013 8000", "13800138000", "138 0013 8000", "138****8000"},
    };
    static const struct {
        const char *typed;
        enum mobile_result why;
    } bad[] = {
        {"+852 9123 456", MOBILE_LENGTH},        {"+852 21234567", MOBILE_PREFIX},  {"+853 28123456", MOBILE_PREFIX},
        {"+886 2 1234 5678", MOBILE_PREFIX},     {"+999 12345678", MOBILE_COUNTRY}, {"+0 12345678", MOBILE_COUNTRY},
        {"+44 7400 12345678901", MOBILE_LENGTH}, {"+81 00001480", MOBILE_PREFIX},   {"+", MOBILE_LENGTH},
        {"+44 7400 12345a", MOBILE_CHARACTER},   {"91234567", MOBILE_LENGTH},       {"+1 415 555 267", MOBILE_LENGTH},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        char number[MOBILE_SIZE], again[MOBILE_SIZE], shown[MOBILE_SHOWN_SIZE], masked[MOBILE_SIZE];
        assert_int_equal(mobile_check(bytes_of_string(good[i].typed), number), MOBILE_OK);
        assert_string_equal(number, good[i].number);
        mobile_format(number, shown);
        assert_string_equal(shown, good[i].shown);
        assert_int_equal(mobile_check(bytes_of_string(shown), again), MOBILE_OK);
        assert_string_equal(again, number);
        assert_int_equal(mask_mobile(bytes_of_string(number), masked, sizeof masked), GH_OK);
        assert_string_equal(masked, good[i].masked);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        char number[MOBILE_SIZE] = "before";
        assert_int_equal(mobile_check(bytes_of_string(bad[i].typed), number), bad[i].why);
        assert_string_equal(number, "before");
    }
}

static void mobile_is_refused_for_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum mobile_result why;
    } bad[] = {
        {"", MOBILE_LENGTH},
        {"1380013800", MOBILE_LENGTH},
        {"138001380000", MOBILE_LENGTH},
        {"23800138000", MOBILE_PREFIX},
        {"12800138000", MOBILE_PREFIX},
        {"15400138000", MOBILE_PREFIX},
        {"11000138000", MOBILE_PREFIX},
        {"14100138000", MOBILE_PREFIX},
        {"01062770000", MOBILE_PREFIX},
        {"1380013800O", MOBILE_CHARACTER},
        {"138,0013,8000", MOBILE_CHARACTER},
        {"\xff", MOBILE_CHARACTER},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char number[MOBILE_SIZE] = "before";
        assert_int_equal(mobile_check(bytes_of_string(bad[i].typed), number), bad[i].why);
        assert_string_equal(number, "before");
    }
}

static void every_form_of_plate_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum plate_kind kind;
        const char *normal, *shown;
    } good[] = {
        {"京A12345", PLATE_ORDINARY, "京A12345", "京A·12345"},
        {"京a·12345", PLATE_ORDINARY, "京A12345", "京A·12345"},
        {" 粤 B-1A2C3 ", PLATE_ORDINARY, "粤B1A2C3", "粤B·1A2C3"},
        {"京Ａ１２３４５", PLATE_ORDINARY, "京A12345", "京A·12345"},
        {"京AD12345", PLATE_NEW_ENERGY_SMALL, "京AD12345", "京A·D12345"},
        {"沪AFA1234", PLATE_NEW_ENERGY_SMALL, "沪AFA1234", "沪A·FA1234"},
        {"粤B12345D", PLATE_NEW_ENERGY_LARGE, "粤B12345D", "粤B·12345D"},
        {"川A1234警", PLATE_POLICE, "川A1234警", "川A·1234警"},
        {"京A1234挂", PLATE_TRAILER, "京A1234挂", "京A·1234挂"},
        {"京A1234学", PLATE_LEARNER, "京A1234学", "京A·1234学"},
        {"粤Z1234港", PLATE_HONG_KONG, "粤Z1234港", "粤Z·1234港"},
        {"粤ZA23B澳", PLATE_MACAO, "粤ZA23B澳", "粤Z·A23B澳"},
        {"沪A1234领", PLATE_CONSULAR, "沪A1234领", "沪A·1234领"},
        {"224578使", PLATE_EMBASSY, "224578使", "224578使"},
        {"使224578", PLATE_EMBASSY, "使224578", "使·224578"},
        {"京X1234应急", PLATE_EMERGENCY, "京X1234应急", "京X·1234应急"},
        {"粤O12345", PLATE_ORDINARY, "粤O12345", "粤O·12345"},
        {"京o·a1234", PLATE_ORDINARY, "京OA1234", "京O·A1234"},
        {"川OD12345", PLATE_NEW_ENERGY_SMALL, "川OD12345", "川O·D12345"},
        {"沪A1234临", PLATE_TEMPORARY, "沪A1234临", "沪A·1234临"},
        {"沪A12345临", PLATE_TEMPORARY, "沪A12345临", "沪A·12345临"},
        {"浙B1234试", PLATE_TEMPORARY, "浙B1234试", "浙B·1234试"},
        {"浙B1234超", PLATE_TEMPORARY, "浙B1234超", "浙B·1234超"},
        {"ha·54321", PLATE_ARMY, "HA54321", "HA54321"},
        {"WJ 苏 0123B", PLATE_ARMED_POLICE, "WJ苏0123B", "WJ苏0123B"},
        {"WJ0012X", PLATE_ARMED_POLICE, "WJ0012X", "WJ0012X"},
        {"WJ12345", PLATE_ARMED_POLICE, "WJ12345", "WJ12345"},
        {"wj11-3B456", PLATE_ARMED_POLICE, "WJ113B456", "WJ113B456"},
        {"WJ01警0081", PLATE_ARMED_POLICE, "WJ01警0081", "WJ01警0081"},
        {"民航B·0321", PLATE_CIVIL_AVIATION, "民航B0321", "民航B·0321"},
        {"鲁08 54321", PLATE_TRACTOR, "鲁0854321", "鲁08·54321"},
        {"黑011234学", PLATE_TRACTOR, "黑011234学", "黑01·1234学"},
        {"XR 88", PLATE_HONG_KONG_OR_MACAO, "XR88", "XR88"},
        {"mk-56-78", PLATE_HONG_KONG_OR_MACAO, "MK5678", "MK5678"},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct plate plate;
        char shown[PLATE_TEXT_SIZE];
        assert_int_equal(plate_parse(bytes_of_string(good[i].typed), &plate), PLATE_OK);
        assert_int_equal(plate.kind, good[i].kind);
        assert_string_equal(plate.text, good[i].normal);
        plate_format(&plate, shown);
        assert_string_equal(shown, good[i].shown);
    }
}

static void plate_is_refused_for_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum plate_result why;
    } bad[] = {
        {"", PLATE_EMPTY},
        {" · ", PLATE_EMPTY},
        {"京I12345", PLATE_CHARACTER},
        {"京AO1234", PLATE_CHARACTER},
        {"囧A12345", PLATE_CHARACTER},
        {"京A12#45", PLATE_CHARACTER},
        {"A123456", PLATE_PROVINCE},
        {"京A1234", PLATE_LENGTH},
        {"京A1234567", PLATE_LENGTH},
        {"京1A2345", PLATE_FORM},
        {"京112345", PLATE_FORM},
        {"京AL12345", PLATE_FORM},
        {"京A123456", PLATE_FORM},
        {"京A1234港", PLATE_FORM},
        {"京A12警45", PLATE_FORM},
        {"京京12345", PLATE_FORM},
        {"22457使", PLATE_LENGTH},
        {"WJ京123", PLATE_PROVINCE},
        {"粤1O2345", PLATE_CHARACTER},
        {"OA12345", PLATE_CHARACTER},
        {"京A12345678", PLATE_LENGTH},
        {"\xe4\xba", PLATE_CHARACTER},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct plate plate = {.text = "before"};
        enum plate_result found = plate_parse(bytes_of_string(bad[i].typed), &plate);
        if (found != bad[i].why)
            fail_msg("%s: %s", bad[i].typed, plate_result_name(found));
        assert_string_equal(plate.text, "before");
    }
}

static void plate_of_an_unknown_form_is_accepted_to_be_compared(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *normal; /* NULL: refused for why */
        enum plate_kind kind;
        enum plate_result why;
    } typed[] = {
        {"浙A123456", "浙A123456", PLATE_OTHER, PLATE_OK},
        {"京1a-2345", "京1A2345", PLATE_OTHER, PLATE_OK},
        {"1234 AO", "1234AO", PLATE_OTHER, PLATE_OK},
        {"LUCKY8", "LUCKY8", PLATE_OTHER, PLATE_OK},
        {"民航12345", "民航12345", PLATE_OTHER, PLATE_OK},
        {"京A12345", "京A12345", PLATE_ORDINARY, PLATE_OK},
        {"VA12345", "VA12345", PLATE_ARMY, PLATE_OK},
        {"空A·12345", "空A12345", PLATE_ARMY, PLATE_OK},
        {"甲A12345", "甲A12345", PLATE_OTHER, PLATE_OK},
        {"东门12345", NULL, 0, PLATE_CHARACTER},
        {"京A1234", NULL, 0, PLATE_LENGTH},
        {"京A1234567", NULL, 0, PLATE_LENGTH},
        {"京AO1234", NULL, 0, PLATE_CHARACTER},
        {"京I12345", NULL, 0, PLATE_CHARACTER},
        {"no plate", NULL, 0, PLATE_CHARACTER},
        {"12", NULL, 0, PLATE_LENGTH},
        {" ", NULL, 0, PLATE_EMPTY},
    };
    for (size_t i = 0; i < COUNT(typed); i++) {
        struct plate plate = {.text = "before"};
        enum plate_result found = plate_accept(bytes_of_string(typed[i].typed), &plate);
        if (found != typed[i].why)
            fail_msg("%s: %s", typed[i].typed, plate_result_name(found));
        assert_string_equal(plate.text, typed[i].normal ? typed[i].normal : "before");
        assert_int_equal(plate.kind, typed[i].kind);
    }
}

static void plate_suite_of_others(void **state)
{
    (void)state;
    json_t *cases = vectors_load("ga36_plates"), *item;
    size_t i;
    if (!cases)
        skip();
    json_array_foreach(cases, i, item)
    {
        struct plate plate;
        const char *expect = vectors_text(item, "expect", "");
        bool valid = plate_parse(bytes_of_string(vectors_text(item, "plate", "")), &plate) == PLATE_OK;
        if (strcmp(expect, "unsure") != 0 && valid != (strcmp(expect, "valid") == 0))
            fail_msg("%s", vectors_text(item, "id", "?"));
    }
    json_decref(cases);
}

static void there_are_thirty_one_provinces(void **state)
{
    (void)state;
    size_t count;
    assert_int_equal(utf8_count(bytes_of_string(plate_provinces), &count), GH_OK);
    assert_int_equal(count, 31);
}

static void names_show_no_more_than_their_ends(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"张三", "张*"},
        {"张小三", "张*三"},
        {"欧阳娜娜", "欧**娜"},
        {"李", "李"},
        {"阿依古丽·买买提", "阿***·买**"},
        {"Anna Maria Schmidt", "A*** M**** S******"},
        {"Zoë", "Z**"},
        {"O'Brien", "O'B****"},
        {"𠮷田一郎", "𠮷**郎"},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        char masked[64];
        assert_int_equal(mask_name(bytes_of_string(names[i][0]), masked, sizeof masked), GH_OK);
        assert_string_equal(masked, names[i][1]);
    }
}

static void masks_refuse_what_they_cannot_read_or_hold(void **state)
{
    (void)state;
    char masked[8] = "before";
    assert_int_equal(mask_name(bytes_of_string(""), masked, sizeof masked), GH_MALFORMED);
    assert_int_equal(mask_name(bytes_of_string("张\xe4\xb8"), masked, sizeof masked), GH_MALFORMED);
    assert_int_equal(mask_name(bytes_of_string("a\nb"), masked, sizeof masked), GH_MALFORMED);
    assert_int_equal(mask_name(bytes_of_string("欧阳娜娜"), masked, sizeof masked), GH_TOO_LONG);
    assert_string_equal(masked, "before");
    assert_int_equal(mask_name(bytes_of_string("张小三"), masked, 8), GH_OK);
}

static void numbers_show_only_their_tails(void **state)
{
    (void)state;
    char masked[32];
    assert_int_equal(mask_mobile(bytes_of_string("13800138000"), masked, sizeof masked), GH_OK);
    assert_string_equal(masked, "138****8000");
    assert_int_equal(mask_id(bytes_of_string("11010519491231002X"), masked, sizeof masked), GH_OK);
    assert_string_equal(masked, "**************002X");
    assert_int_equal(mask_id(bytes_of_string("1234"), masked, sizeof masked), GH_OK);
    assert_string_equal(masked, "****");
}

static void utf8_is_strict(void **state)
{
    (void)state;
    /* Overlong, surrogate, beyond the last plane, stray continuation, cut short. */
    static const char *const bad[] = {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                      "\x80",     "\xe4\xb8",     "\xf8"};
    size_t count = 77;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(utf8_count(bytes_of_string(bad[i]), &count), GH_MALFORMED);
    assert_int_equal(count, 77);
    assert_int_equal(utf8_count(bytes_of_string("aé张𠮷"), &count), GH_OK);
    assert_int_equal(count, 4);
}

static void keyed_hashes_tell_persons_plates_and_campuses_apart(void **state)
{
    (void)state;
    const uint8_t one[CAMPUS_KEY_LEN] = {1}, two[CAMPUS_KEY_LEN] = {2};
    uint8_t a[KEYED_HASH_LEN], b[KEYED_HASH_LEN];
    struct plate plate, typed_otherwise;
    assert_int_equal(plate_parse(bytes_of_string("京A12345"), &plate), PLATE_OK);
    assert_int_equal(plate_parse(bytes_of_string("京a·12345"), &typed_otherwise), PLATE_OK);
    plate_hash(one, &plate, a);
    plate_hash(one, &typed_otherwise, b);
    assert_memory_equal(a, b, sizeof a);
    plate_hash(two, &plate, b);
    assert_memory_not_equal(a, b, sizeof a);
    person_hash(one, bytes_of_string(plate.text), b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_of_the_standard_is_valid),
        cmocka_unit_test(id_is_refused_for_its_reason),
        cmocka_unit_test(mobile_numbers_of_machines_are_read),
        cmocka_unit_test(hyphens_of_an_id_go),
        cmocka_unit_test(marks_and_look_alikes_of_pasted_numbers_go),
        cmocka_unit_test(look_alike_letters_become_what_they_look_like),
        cmocka_unit_test(numbers_of_other_countries_come_to_e164),
        cmocka_unit_test(a_region_of_any_year_is_good_for_life),
        cmocka_unit_test(every_single_wrong_digit_and_swap_shows),
        cmocka_unit_test(old_fifteen_digit_number_is_brought_to_eighteen),
        cmocka_unit_test(leap_days_follow_the_gregorian_rule),
        cmocka_unit_test(id_suite_of_others),
        cmocka_unit_test(mobile_takes_what_people_type),
        cmocka_unit_test(mobile_is_refused_for_its_reason),
        cmocka_unit_test(every_form_of_plate_is_known),
        cmocka_unit_test(plate_is_refused_for_its_reason),
        cmocka_unit_test(plate_of_an_unknown_form_is_accepted_to_be_compared),
        cmocka_unit_test(plate_suite_of_others),
        cmocka_unit_test(there_are_thirty_one_provinces),
        cmocka_unit_test(names_show_no_more_than_their_ends),
        cmocka_unit_test(masks_refuse_what_they_cannot_read_or_hold),
        cmocka_unit_test(numbers_show_only_their_tails),
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(keyed_hashes_tell_persons_plates_and_campuses_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
