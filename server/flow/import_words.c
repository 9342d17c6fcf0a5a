/* Tables of the words that lists use for columns, sexes, documents and "no car", and the kind that a number tells. */
#include <string.h>

#include "base/utf8.h"
#include "flow/import_internal.h"
#include "people/typed.h"

#define WORD_SIZE 64

struct word {
    const char *text; /* in the form that plain() produces */
    int value;
};

static const struct word columns[] = {
    {"姓名", IMPORT_NAME},
    {"名字", IMPORT_NAME},
    {"访客", IMPORT_NAME},
    {"访客姓名", IMPORT_NAME},
    {"来访人", IMPORT_NAME},
    {"来访人员", IMPORT_NAME},
    {"来访人姓名", IMPORT_NAME},
    {"人员姓名", IMPORT_NAME},
    {"name", IMPORT_NAME},
    {"fullname", IMPORT_NAME},
    {"visitor", IMPORT_NAME},
    {"visitorname", IMPORT_NAME},
    {"性别", IMPORT_SEX},
    {"sex", IMPORT_SEX},
    {"gender", IMPORT_SEX},
    {"手机", IMPORT_MOBILE},
    {"手机号", IMPORT_MOBILE},
    {"手机号码", IMPORT_MOBILE},
    {"移动电话", IMPORT_MOBILE},
    {"电话", IMPORT_MOBILE},
    {"电话号码", IMPORT_MOBILE},
    {"联系电话", IMPORT_MOBILE},
    {"联系方式", IMPORT_MOBILE},
    {"mobile", IMPORT_MOBILE},
    {"mobilenumber", IMPORT_MOBILE},
    {"mobilephone", IMPORT_MOBILE},
    {"cellphone", IMPORT_MOBILE},
    {"phone", IMPORT_MOBILE},
    {"phonenumber", IMPORT_MOBILE},
    {"tel", IMPORT_MOBILE},
    {"telephone", IMPORT_MOBILE},
    {"证件类型", IMPORT_DOCUMENT_KIND},
    {"证件种类", IMPORT_DOCUMENT_KIND},
    {"证件名称", IMPORT_DOCUMENT_KIND},
    {"证件类别", IMPORT_DOCUMENT_KIND},
    {"documenttype", IMPORT_DOCUMENT_KIND},
    {"documentkind", IMPORT_DOCUMENT_KIND},
    {"kindofdocument", IMPORT_DOCUMENT_KIND},
    {"typeofdocument", IMPORT_DOCUMENT_KIND},
    {"idtype", IMPORT_DOCUMENT_KIND},
    {"证件", IMPORT_DOCUMENT_NUMBER},
    {"证件号", IMPORT_DOCUMENT_NUMBER},
    {"证件号码", IMPORT_DOCUMENT_NUMBER},
    {"身份证", IMPORT_DOCUMENT_NUMBER},
    {"身份证号", IMPORT_DOCUMENT_NUMBER},
    {"身份证号码", IMPORT_DOCUMENT_NUMBER},
    {"居民身份证号码", IMPORT_DOCUMENT_NUMBER},
    {"公民身份号码", IMPORT_DOCUMENT_NUMBER},
    {"document", IMPORT_DOCUMENT_NUMBER},
    {"documentnumber", IMPORT_DOCUMENT_NUMBER},
    {"documentno", IMPORT_DOCUMENT_NUMBER},
    {"id", IMPORT_DOCUMENT_NUMBER},
    {"idnumber", IMPORT_DOCUMENT_NUMBER},
    {"idno", IMPORT_DOCUMENT_NUMBER},
    {"idcard", IMPORT_DOCUMENT_NUMBER},
    {"idcardnumber", IMPORT_DOCUMENT_NUMBER},
    {"车牌", IMPORT_PLATE},
    {"车牌号", IMPORT_PLATE},
    {"车牌号码", IMPORT_PLATE},
    {"车辆", IMPORT_PLATE},
    {"车号", IMPORT_PLATE},
    {"plate", IMPORT_PLATE},
    {"platenumber", IMPORT_PLATE},
    {"licenseplate", IMPORT_PLATE},
    {"licenceplate", IMPORT_PLATE},
    {"car", IMPORT_PLATE},
    {"vehicle", IMPORT_PLATE},
    {"语言", IMPORT_LANGUAGE},
    {"语种", IMPORT_LANGUAGE},
    {"短信语言", IMPORT_LANGUAGE},
    {"消息语言", IMPORT_LANGUAGE},
    {"通知语言", IMPORT_LANGUAGE},
    {"language", IMPORT_LANGUAGE},
    {"messagelanguage", IMPORT_LANGUAGE},
    {"languageofmessages", IMPORT_LANGUAGE},
    {"preferredlanguage", IMPORT_LANGUAGE},
};

static const struct word languages[] = {
    {"中文", 'z'}, {"汉语", 'z'}, {"普通话", 'z'}, {"简体中文", 'z'}, {"zh", 'z'}, {"zhcn", 'z'},    {"chinese", 'z'},
    {"英文", 'e'}, {"英语", 'e'}, {"英", 'e'},     {"中", 'z'},       {"en", 'e'}, {"english", 'e'},
};

static const struct word sexes[] = {
    {"男", 'M'},   {"男性", 'M'}, {"先生", 'M'},   {"m", 'M'},   {"male", 'M'},  {"女", 'F'},   {"女性", 'F'},
    {"女士", 'F'}, {"f", 'F'},    {"female", 'F'}, {"man", 'M'}, {"woman", 'F'}, {"♂", 'M'},    {"♀", 'F'},
    {"男♂", 'M'},  {"女♀", 'F'},  {"mr", 'M'},     {"ms", 'F'},  {"mrs", 'F'},   {"miss", 'F'}, {"小姐", 'F'},
    {"女生", 'F'}, {"男生", 'M'}, {"男士", 'M'},   {"boy", 'M'}, {"girl", 'F'},  {"男的", 'M'}, {"女的", 'F'},
};

/* GB/T 2261.1-2003, Codes of sex. */
static const struct word sex_codes[] = {{"1", 'M'}, {"2", 'F'}, {"01", 'M'}, {"02", 'F'}};

/* GA/T 517-2004, Codes of common ID documents: three digits. In the shorter lists of health, schools and railways 1 is
 * the resident ID card; their other codes differ, so these are asked. */
static const struct word kind_codes[] = {
    {"1", DOCUMENT_RESIDENT_ID},       {"01", DOCUMENT_RESIDENT_ID},
    {"001", DOCUMENT_RESIDENT_ID},     {"111", DOCUMENT_RESIDENT_ID},
    {"414", DOCUMENT_PASSPORT},        {"511", DOCUMENT_TAIWAN_PERMIT},
    {"516", DOCUMENT_HK_MACAO_PERMIT}, {"553", DOCUMENT_PERMANENT_RESIDENCE},
};

static const struct word kinds[] = {
    {"身份证", DOCUMENT_RESIDENT_ID},
    {"居民身份证", DOCUMENT_RESIDENT_ID},
    {"二代身份证", DOCUMENT_RESIDENT_ID},
    {"二代证", DOCUMENT_RESIDENT_ID},
    {"第二代身份证", DOCUMENT_RESIDENT_ID},
    {"第二代居民身份证", DOCUMENT_RESIDENT_ID},
    {"身份证件", DOCUMENT_RESIDENT_ID},
    {"身份证号", DOCUMENT_RESIDENT_ID},
    {"身份证号码", DOCUMENT_RESIDENT_ID},
    {"大陆身份证", DOCUMENT_RESIDENT_ID},
    {"内地身份证", DOCUMENT_RESIDENT_ID},
    {"身分证", DOCUMENT_RESIDENT_ID},
    {"身份證", DOCUMENT_RESIDENT_ID},
    {"居民证", DOCUMENT_RESIDENT_ID},
    {"公民身份证", DOCUMENT_RESIDENT_ID},
    {"居民身份证件", DOCUMENT_RESIDENT_ID},
    {"二代居民身份证", DOCUMENT_RESIDENT_ID},
    {"身份证卡", DOCUMENT_RESIDENT_ID},
    {"id卡", DOCUMENT_RESIDENT_ID},
    {"idcardnumber", DOCUMENT_RESIDENT_ID},
    {"idnumber", DOCUMENT_RESIDENT_ID},
    {"nationalid", DOCUMENT_RESIDENT_ID},
    {"nationalidcard", DOCUMENT_RESIDENT_ID},
    {"chineseid", DOCUMENT_RESIDENT_ID},
    {"chineseidcard", DOCUMENT_RESIDENT_ID},
    {"prcid", DOCUMENT_RESIDENT_ID},
    {"prcidcard", DOCUMENT_RESIDENT_ID},
    {"residentidentitycard", DOCUMENT_RESIDENT_ID},
    {"identitycard", DOCUMENT_RESIDENT_ID},
    {"residentid", DOCUMENT_RESIDENT_ID},
    {"residentidcard", DOCUMENT_RESIDENT_ID},
    {"idcard", DOCUMENT_RESIDENT_ID},
    {"id", DOCUMENT_RESIDENT_ID},
    {"护照", DOCUMENT_PASSPORT},
    {"外国护照", DOCUMENT_PASSPORT},
    {"外国人护照", DOCUMENT_PASSPORT},
    {"普通护照", DOCUMENT_PASSPORT},
    {"因私护照", DOCUMENT_PASSPORT},
    {"公务护照", DOCUMENT_PASSPORT},
    {"passport", DOCUMENT_PASSPORT},
    {"passportno", DOCUMENT_PASSPORT},
    {"passportnumber", DOCUMENT_PASSPORT},
    {"护照号", DOCUMENT_PASSPORT},
    {"护照号码", DOCUMENT_PASSPORT},
    {"護照", DOCUMENT_PASSPORT},
    {"回乡证", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳居民来往内地通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳居民通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳回乡证", DOCUMENT_HK_MACAO_PERMIT},
    {"回鄉證", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳居民来往内地通行证件", DOCUMENT_HK_MACAO_PERMIT},
    {"来往内地通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"往来内地通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"港澳居民往来内地通行证", DOCUMENT_HK_MACAO_PERMIT},
    {"hkmacaopermit", DOCUMENT_HK_MACAO_PERMIT},
    {"hongkongmacaopermit", DOCUMENT_HK_MACAO_PERMIT},
    {"homereturnpermit", DOCUMENT_HK_MACAO_PERMIT},
    {"居住证", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"港澳居民居住证", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"台湾居民居住证", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"港澳台居民居住证", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"港澳台居住证", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"hkmacaotaiwanresidence", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"residencepermit", DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE},
    {"台胞证", DOCUMENT_TAIWAN_PERMIT},
    {"台湾通行证", DOCUMENT_TAIWAN_PERMIT},
    {"台湾居民来往大陆通行证", DOCUMENT_TAIWAN_PERMIT},
    {"台胞證", DOCUMENT_TAIWAN_PERMIT},
    {"臺胞證", DOCUMENT_TAIWAN_PERMIT},
    {"台湾同胞证", DOCUMENT_TAIWAN_PERMIT},
    {"来往大陆通行证", DOCUMENT_TAIWAN_PERMIT},
    {"台湾居民往来大陆通行证", DOCUMENT_TAIWAN_PERMIT},
    {"taiwanpermit", DOCUMENT_TAIWAN_PERMIT},
    {"永久居留证", DOCUMENT_PERMANENT_RESIDENCE},
    {"永居证", DOCUMENT_PERMANENT_RESIDENCE},
    {"外国人永久居留证", DOCUMENT_PERMANENT_RESIDENCE},
    {"外国人永久居留身份证", DOCUMENT_PERMANENT_RESIDENCE},
    {"绿卡", DOCUMENT_PERMANENT_RESIDENCE},
    {"permanentresidence", DOCUMENT_PERMANENT_RESIDENCE},
    {"permanentresidencecard", DOCUMENT_PERMANENT_RESIDENCE},
};

/* Words in the column of plates that mean "no car". */
static const char *const no_car[] = {
    "无",      "无车",       "无车辆", "无车牌",  "无车牌号", "没有",     "没有车",    "没车",     "没",
    "暂无",    "暂无车辆",   "不开车", "不驾车",  "未开车",   "不带车",   "否",        "不",       "空",
    "不需要",  "不用",       "不涉及", "不适用",  "步行",     "走路",     "徒步",      "0",        "no",
    "none",    "na",         "nil",    "null",    "nan",      "nocar",    "novehicle", "noplate",  "notapplicable",
    "without", "withoutcar", "onfoot", "walking", "nope",     "没有车辆", "没有车牌",  "无机动车", "無",
    "無車",    "沒有",       "n",      "行人",    "无需",     "公交",     "公交车",    "公共交通", "地铁",
    "骑车",    "自行车",     "电动车", "乘公交",  "坐地铁",   "bus",
};

/* Normalises a word: narrow, lower case, without punctuation and without a note in brackets at its end. "ID No."
 * becomes idno, "* 手机号（必填）" becomes 手机号. False: too long for any word. */
static bool plain(struct bytes word, char out[static WORD_SIZE])
{
    struct cursor c = cursor_over(word);
    struct writer w = writer_over((uint8_t *)out, WORD_SIZE - 1);
    uint32_t point;
    while (c.left > 0 && !utf8_take(&c, &point)) {
        point = typed_narrow(point);
        if (point == '(' && w.len > 0)
            break;
        if (point == 0x3001 || point == 0x3002) /* 、 and 。 */
            continue;
        if (point >= 0x80 || (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z'))
            utf8_put(&w, point);
        else if (point >= 'A' && point <= 'Z')
            utf8_put(&w, point - 'A' + 'a');
    }
    if (w.overflow)
        return false;
    out[w.len] = '\0';
    return true;
}

static bool find_plain(const char *text, const struct word *words, size_t count, int *value)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].text, text) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

static bool find(struct bytes word, const struct word *words, size_t count, int *value)
{
    char text[WORD_SIZE];
    return plain(word, text) && find_plain(text, words, count, value);
}

bool import_column_of(struct bytes word, enum import_column *out)
{
    int value;
    if (!find(word, columns, sizeof columns / sizeof columns[0], &value))
        return false;
    *out = (enum import_column)value;
    return true;
}

char import_sex_of(struct bytes word)
{
    int value;
    return find(word, sexes, sizeof sexes / sizeof sexes[0], &value) ? (char)value : '\0';
}

char import_sex_of_code(struct bytes code)
{
    int value;
    return find(code, sex_codes, sizeof sex_codes / sizeof sex_codes[0], &value) ? (char)value : '\0';
}

bool import_kind_of_code(struct bytes code, enum document_kind *out)
{
    int value;
    if (!find(code, kind_codes, sizeof kind_codes / sizeof kind_codes[0], &value))
        return false;
    *out = (enum document_kind)value;
    return true;
}

const char *import_language_of(struct bytes word)
{
    int value;
    if (!find(word, languages, sizeof languages / sizeof languages[0], &value))
        return "";
    return value == 'e' ? "en" : "zh";
}

static bool is_only_strokes(struct bytes word)
{
    struct cursor c = cursor_over(word);
    uint32_t point;
    while (c.left > 0) {
        if (utf8_take(&c, &point))
            return false;
        point = typed_narrow(point);
        bool other = point == 0xB7 || point == 0x3001 || point == 0x3002 || point == 0x2500 || point == 0x4E00;
        if (!other && (point >= 0x80 || !strchr("-_/\\|.,~xX ", (int)point)))
            return false;
    }
    return word.len > 0;
}

bool import_is_no_car(struct bytes word)
{
    char text[WORD_SIZE];
    if (is_only_strokes(word))
        return true;
    if (!plain(word, text))
        return false;
    for (size_t i = 0; i < sizeof no_car / sizeof no_car[0]; i++)
        if (strcmp(no_car[i], text) == 0)
            return true;
    return false;
}

bool import_kind_of(struct bytes word, enum document_kind *out)
{
    static const char *const countries[] = {"中华人民共和国", "中国"}; /* prefixes that documents print */
    char text[WORD_SIZE];
    int value;
    if (!document_kind_from_name(word, out))
        return true;
    if (!plain(word, text))
        return false;
    const char *kind = text;
    for (size_t i = 0; i < sizeof countries / sizeof countries[0] && kind == text; i++)
        if (strncmp(text, countries[i], strlen(countries[i])) == 0)
            kind += strlen(countries[i]);
    if (!find_plain(kind, kinds, sizeof kinds / sizeof kinds[0], &value))
        return false;
    *out = (enum document_kind)value;
    return true;
}

enum document_result import_check_unnamed(struct bytes number, struct civil_date today, struct document *out)
{
    static const enum document_kind telling[] = {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, DOCUMENT_PERMANENT_RESIDENCE};
    enum document_result result = document_check(DOCUMENT_RESIDENT_ID, number, today, out);
    for (size_t i = 0; result && i < sizeof telling / sizeof telling[0]; i++)
        if (document_check(telling[i], number, today, out) == DOCUMENT_OK)
            return DOCUMENT_OK;
    return result;
}
