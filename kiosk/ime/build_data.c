/* Builds the dictionaries of Chinese input, so that no booth does so at each start.
 *
 * usage: gatehouse_ime_data SHARED RARE OUT
 *
 * SHARED: rime-data's folder; RARE: the folder of gatehouse_rare.dict.yaml; OUT: an empty folder, which gets "build".
 * Exit code: 0 built, 1 not built, 2 usage. */
#include <stdio.h>

#include "ime/ime_data.h"

int main(int argc, char **argv)
{
    char built[512];
    if (argc != 4) {
        fputs("usage: gatehouse_ime_data SHARED RARE OUT\n", stderr);
        return 2;
    }
    RimeApi *rime = rime_get_api();
    if (ime_data_prepare(argv[3], argv[2])) {
        fprintf(stderr, "gatehouse_ime_data: can't write to %s\n", argv[3]);
        return 1;
    }
    ime_data_start(rime, argv[1], argv[3], NULL);
    rime->finalize();
    int len = snprintf(built, sizeof built, "%s/" IME_DATA_BUILT, argv[3]);
    if (len < 0 || (size_t)len >= sizeof built || !ime_data_has_settings(built)) {
        fprintf(stderr, "gatehouse_ime_data: librime built no dictionaries from %s\n", argv[1]);
        return 1;
    }
    return 0;
}
