/* gatehouse check: says whether an ID number, a mobile number or a plate is valid, and why not. */
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "people/mobile_written.h"
#include "people/plate.h"
#include "people/resident_id.h"

static const struct cli_option options[] = {
    {"json", NULL, "one JSON object: valid, reason, and what the text says"},
    {0},
};

/* The sentences for a reason, Chinese first. */
struct sentence {
    const char *reason, *zh, *en;
};

static const struct sentence id_sentences[] = {
    {"length", "身份证号应为 18 位（或旧的 15 位）。", "An ID number has 18 characters (15 before 1999)."},
    {"character", "只能有数字，最后一位可以是 X。", "Only digits, and X as the last character."},
    {"region", "前两位不是任何省份的代码。", "No province has these first two digits."},
    {"date", "第 7 至 14 位不是有效的出生日期。", "Digits 7 to 14 are not a date of birth."},
    {"check", "校验位不符，请核对是否输错。", "The check character does not fit. Look for a typing error."},
    {0},
};
static const struct sentence mobile_sentences[] = {
    {"length", "手机号应为 11 位；境外号码以 + 和国家或地区代码开头。",
     "A mobile number has 11 digits. One of another country begins with + and its code."},
    {"character", "只能有数字、空格和连字符。", "Only digits, blanks and hyphens."},
    {"country", "没有这个国家或地区代码。", "No country has this code."},
    {"prefix", "没有这个号段的手机号。", "No mobile network has these first digits."},
    {0},
};
static const struct sentence plate_sentences[] = {
    {"empty", "没有输入车牌。", "No plate was entered."},
    {"character", "有车牌上不会出现的字符（不用字母 I；O 只用在省份简称后）。",
     "A character that is not used on plates. There is no I, and O only follows the province."},
    {"province", "车牌应以省份简称开头。", "A plate begins with the character of a province."},
    {"length", "位数不对。", "Too few or too many characters."},
    {"form", "不符合任何一种车牌格式。", "This is not a form of plate."},
    {0},
};

static enum cli_exit refuse(const struct cli *cli, const char *reason, const struct sentence *sentences)
{
    for (const struct sentence *s = sentences; s->reason; s++) {
        if (strcmp(s->reason, reason) != 0)
            continue;
        if (cli_has(cli, "json"))
            (void)printf("{\"valid\": false, \"reason\": \"%s\", \"zh\": \"%s\", \"en\": \"%s\"}\n", reason, s->zh,
                         s->en);
        else
            (void)printf("%s %s (%s)\n", s->zh, s->en, reason);
    }
    return CLI_NO;
}

static struct civil_date today_utc(void)
{
    time_t seconds = tick_to_seconds(cli_now());
    struct tm tm = {0};
    /* Only fails for years that do not fit an int. */
    (void)gmtime_r(&seconds, &tm);
    return (struct civil_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday};
}

static enum cli_exit check_id(const struct cli *cli)
{
    struct resident_id id;
    enum resident_id_result result = resident_id_check(bytes_of_string(cli->operands[1]), today_utc(), &id);
    if (result)
        return refuse(cli, resident_id_result_name(result), id_sentences);
    if (cli_has(cli, "json"))
        (void)printf("{\"valid\": true, \"number\": \"%s\", \"birth\": \"%04d-%02d-%02d\", \"sex\": \"%c\", "
                     "\"region_known\": %s}\n",
                     id.number, id.birth.year, id.birth.month, id.birth.day, id.sex,
                     id.region_known ? "true" : "false");
    else
        (void)printf("有效 Valid: %04d-%02d-%02d, %s\n", id.birth.year, id.birth.month, id.birth.day,
                     id.sex == 'M' ? "男 male" : "女 female");
    if (!id.region_known && !cli_has(cli, "json"))
        (void)printf("未收录前六位的地区代码，请再核对。 The region code is not in our table: please look again.\n");
    return CLI_OK;
}

static enum cli_exit check_mobile(const struct cli *cli)
{
    char number[MOBILE_SIZE], shown[MOBILE_SHOWN_SIZE];
    bool repaired;
    enum mobile_result result = mobile_check_written(bytes_of_string(cli->operands[1]), number, &repaired);
    if (result)
        return refuse(cli, mobile_result_name(result), mobile_sentences);
    mobile_format(number, shown);
    if (cli_has(cli, "json"))
        (void)printf("{\"valid\": true, \"number\": \"%s\"}\n", number);
    else
        (void)printf("有效 Valid: %s\n", shown);
    return CLI_OK;
}

static enum cli_exit check_plate(const struct cli *cli)
{
    struct plate plate;
    char shown[PLATE_TEXT_SIZE];
    enum plate_result result = plate_accept(bytes_of_string(cli->operands[1]), &plate);
    if (result)
        return refuse(cli, plate_result_name(result), plate_sentences);
    plate_format(&plate, shown);
    if (cli_has(cli, "json"))
        (void)printf("{\"valid\": true, \"plate\": \"%s\", \"shown\": \"%s\", \"kind\": \"%s\", \"form_known\": %s}\n",
                     plate.text, shown, plate_kind_name(plate.kind), plate.kind == PLATE_OTHER ? "false" : "true");
    else
        (void)printf("有效 Valid: %s (%s)\n", shown, plate_kind_name(plate.kind));
    if (plate.kind == PLATE_OTHER && !cli_has(cli, "json"))
        (void)printf("未收录这种车牌格式，请再核对。 This form is not in our table: please look again.\n");
    return CLI_OK;
}

static enum cli_exit run(const struct cli *cli)
{
    if (strcmp(cli->operands[0], "id") == 0)
        return check_id(cli);
    if (strcmp(cli->operands[0], "mobile") == 0)
        return check_mobile(cli);
    if (strcmp(cli->operands[0], "plate") == 0)
        return check_plate(cli);
    cli_complain("unknown kind of number \"%s\"; use id, mobile or plate", cli->operands[0]);
    return CLI_USAGE;
}

const struct cli_verb check_verbs[] = {
    {"check", NULL, "id|mobile|plate TEXT", "Say whether the text is valid (exit 0) or not (exit 1), and why", 2, 2,
     options, run},
    {0},
};
