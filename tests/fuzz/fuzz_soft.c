/* links: gh_codes gh_base */
/* Any word for the Reed-Solomon decoder, any evidence for the soft decoder. The first byte says which. Odd: sizes,
 * erasures and a word: what is corrected is a word of the code within the reach, what is not stays as it was. Even: a
 * size, and how sure each module is (an int8 each, the rest 0): a code that is read comes back the same from itself,
 * and one that is not sure is read only when the judge takes its text. */
#include <stdlib.h>
#include <string.h>

#include "codes/soft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void word(const uint8_t *data, size_t size)
{
    struct solomon field;
    uint8_t symbols[SOLOMON_WORD_MAX + 1] = {0}, before[SOLOMON_WORD_MAX + 1], erased[SOLOMON_CHECK_MAX + 1] = {0};
    if (size < 3)
        return;
    int len = data[0] + (data[2] & 1), check = data[1] % (SOLOMON_CHECK_MAX + 2), erasures = data[2] % (check + 2);
    erasures = erasures > SOLOMON_CHECK_MAX + 1 ? SOLOMON_CHECK_MAX + 1 : erasures;
    data += 3;
    size -= 3;
    for (int i = 0; i < erasures && size > 0; i++, data++, size--)
        erased[i] = *data;
    memcpy(symbols, data, size < SOLOMON_WORD_MAX ? size : SOLOMON_WORD_MAX);
    memcpy(before, symbols, sizeof before);
    solomon_init(&field);
    int errors = solomon_correct(&field, symbols, len, check, erased, erasures);
    if (errors < 0) {
        if (memcmp(symbols, before, sizeof before) != 0)
            abort();
        return;
    }
    uint8_t again[SOLOMON_CHECK_MAX];
    solomon_encode(&field, symbols, len - check, again, check);
    if (2 * errors + erasures > check || memcmp(symbols + len - check, again, (size_t)check) != 0)
        abort();
}

struct judge {
    uint8_t parity;
    bool asked;
};

static bool decide(void *context, const uint8_t *text, int len)
{
    struct judge *judge = context;
    uint8_t sum = 0;
    if (len < 1 || len > READER_JUDGED_MAX)
        abort();
    for (int i = 0; i < len; i++)
        sum ^= text[i];
    judge->asked = true;
    return (sum & 7) == judge->parity;
}

static void evidence(const uint8_t *data, size_t size)
{
    static struct soft soft;
    static struct evidence seen;
    static struct soft_code code, again;
    if (size < 2)
        return;
    struct judge judge = {data[1] & 7, false};
    seen.modules = 17 + data[0] % 92;
    data += 2;
    size -= 2;
    for (int i = 0; i < seen.modules * seen.modules; i++) {
        int y = i / seen.modules, x = i % seen.modules;
        if (y < SOFT_MODULES_MAX && x < SOFT_MODULES_MAX)
            seen.dark[y][x] = (size_t)i < size ? (float)(int8_t)data[i] / 4 : 0;
    }
    if (!soft_decode(&soft, &seen, decide, &judge, &code))
        return;
    if (code.judged && !judge.asked)
        abort();
    for (int y = 0; y < seen.modules; y++)
        for (int x = 0; x < seen.modules; x++)
            seen.dark[y][x] = code.dark[y][x] ? 20 : -20;
    if (!soft_decode(&soft, &seen, NULL, NULL, &again) || again.judged)
        abort();
    for (int y = 0; y < seen.modules; y++)
        if (memcmp(code.dark[y], again.dark[y], (size_t)seen.modules) != 0)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] % 2 == 0)
        evidence(data + 1, size - 1);
    else if (size > 0)
        word(data + 1, size - 1);
    return 0;
}
