/* What librime types by: its simplified pinyin with our settings (nothing is learnt, seven candidates a page) and the
 * rare characters. Dictionaries are built once, by gatehouse_ime_data when the kiosk is built. */
#ifndef GH_KIOSK_IME_IME_DATA_H
#define GH_KIOSK_IME_IME_DATA_H

#include <rime_api.h>
#include <stdbool.h>

#include "base/status.h"

#define IME_DATA_SCHEMA "pinyin_simp"
#define IME_DATA_BUILT "build" /* the folder that librime makes within the user folder */

/* Writes the settings into an empty user folder. rare_folder holds gatehouse_rare.dict.yaml; NULL: without the rare
 * characters. GH_IO. */
enum gh_status GH_MUST_USE ime_data_prepare(const char *user_folder, const char *rare_folder);
/* Starts librime, once in a process. built: a folder of built dictionaries, or NULL: builds them into
 * user_folder/IME_DATA_BUILT and waits. The paths stay borrowed until finalize(). */
void ime_data_start(RimeApi *rime, const char *shared_folder, const char *user_folder, const char *built);
/* Returns true if a folder of built dictionaries has our settings. The dictionaries themselves may be the package's. */
bool ime_data_has_settings(const char *built);
/* Returns true if it holds the dictionaries, too. */
bool ime_data_is_whole(const char *built);

#endif
