/* The tables of the demo. Names and numbers are made up; the ID numbers have valid check digits, as the forms demand.
 */
#include "cli/demo.h"

#include "wire/record.h"

/* The same units and gates as in the server's demo, which sends them to this booth (server/demo_data.c). */
const struct demo_unit demo_units[] = {
    {1, "计算机学院", "School of Computing"},
    {2, "图书馆", "Library"},
    {3, "后勤处", "Logistics office"},
    {4, "土木工程学院", "School of Civil Engineering"},
    {5, "基建处", "Capital Construction"},
    {6, "国际合作与交流处港澳台办公室", "International Office"},
    {7, "信息科学与技术国家研究中心实验室管理办公室", "Information Science Laboratory"},
};
const size_t demo_unit_count = sizeof demo_units / sizeof *demo_units;

const struct demo_gate demo_gates[] = {
    {0, 1, "南门", "South gate", "主校区", "Main campus"},
    {1, 1, "北门", "North gate", "主校区", "Main campus"},
    {2, 2, "东校区正门", "East main gate", "东校区", "East campus"},
};
const size_t demo_gate_count = sizeof demo_gates / sizeof *demo_gates;

const struct demo_guard demo_guards[] = {
    {101, "李师傅", "314159", GUARD_ADMIT | GUARD_OVERRIDE | GUARD_SETTINGS},
    {102, "赵师傅", "271828", GUARD_ADMIT | GUARD_OVERRIDE},
    {103, "周师傅", "161803", GUARD_ADMIT},
};
const size_t demo_guard_count = sizeof demo_guards / sizeof *demo_guards;

const struct demo_person demo_people[] = {
    {"张建三", 'M', "110105199003070017", 5, "工程验收", "王主任"},
    {"李娜", 'F', "110108198512120021", 3, "设备送货", "刘老师"},
    {"王小明", 'M', "440308199901100034", 4, "学术讲座", "陈教授"},
    {"欧阳娜娜", 'F', "310101199205050040", 2, "查阅资料", "周老师"},
    {"阿依古丽·买买提", 'F', "65010219940808005X", 6, "参观访问", "赵老师"},
    {"Alexandra Konstantinopolskaya", 'F', "P72345678", 6, "合作会谈", "Dr. Wu"},
    {"司马光明", 'M', "50010319881111006X", 7, "仪器维修", "孙工"},
    {"陈志强", 'M', "330106198703030078", 3, "食材配送", "马师傅"},
    {"刘洋", 'M', "420106199512250082", 3, "食材配送", "马师傅"},
    {"赵敏", 'F', "51010419910618009X", 5, "图纸会审", "王主任"},
    {"孙悟", 'M', "370102198001010015", 4, "面试", "人事处"},
    {"周芷若", 'F', "120101199309090025", 2, "图书捐赠", "周老师"},
};
const size_t demo_people_count = sizeof demo_people / sizeof *demo_people;

const struct demo_pass demo_passes[] = {
    {"green-single", 0, DEMO_GREEN, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_OK},
    {"green-multiple", 1, DEMO_GREEN, PASS_PEDESTRIAN, PASS_MULTIPLE_USE, NULL, 0, REASON_OK},
    {"green-long-name", 4, DEMO_GREEN, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_OK},
    {"green-passport", 5, DEMO_GREEN, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_OK},
    {"green-long-unit", 6, DEMO_GREEN, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_OK},
    {"vehicle", 7, DEMO_GREEN, PASS_VEHICLE, PASS_SINGLE_USE, "京AD12345", 1, REASON_OK},
    {"driver", 7, DEMO_GREEN, PASS_RIDER, PASS_SINGLE_USE, "京AD12345", 1, REASON_OK},
    {"rider", 8, DEMO_GREEN, PASS_RIDER, PASS_SINGLE_USE, "京AD12345", 1, REASON_OK},
    {"rider-absent", 9, DEMO_GREEN, PASS_RIDER, PASS_SINGLE_USE, "京AD12345", 1, REASON_OK},
    {"vehicle-hong-kong", 9, DEMO_GREEN, PASS_VEHICLE, PASS_MULTIPLE_USE, "粤Z1234港", 2, REASON_OK},
    {"expired", 2, DEMO_EXPIRED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_EXPIRED},
    {"too-early", 3, DEMO_TOO_EARLY, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_TOO_EARLY},
    {"wrong-gate", 2, DEMO_WRONG_GATE, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_WRONG_GATE},
    {"revoked", 3, DEMO_REVOKED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_REVOKED},
    {"blocked", 9, DEMO_BLOCKED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_BLOCKED},
    {"barred", 10, DEMO_BARRED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_BARRED},
    {"used-elsewhere", 11, DEMO_USED_ELSEWHERE, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_ALREADY_USED},
    {"new-pass", 10, DEMO_NEW_PASS, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_NEW_PASS},
    {"not-issued", 11, DEMO_NOT_ISSUED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_NOT_ISSUED},
    {"unknown-key", 0, DEMO_UNKNOWN_KEY, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_UNKNOWN_KEY},
    {"forged", 0, DEMO_FORGED, PASS_PEDESTRIAN, PASS_SINGLE_USE, NULL, 0, REASON_FORGED},
};
const size_t demo_pass_count = sizeof demo_passes / sizeof *demo_passes;
