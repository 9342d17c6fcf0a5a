#include "directory/source.h"

enum gh_status directory_read(const struct directory_place *place, const struct directory_settings *settings,
                              struct directory_snapshot *out, struct directory_fault *fault)
{
    enum gh_status status = GH_UNAVAILABLE;
    switch (settings->kind) {
    case DIRECTORY_KIND_LDAP:
        status = directory_read_ldap(place, settings, out, fault);
        break;
    case DIRECTORY_KIND_CSV:
        status = directory_read_csv(place, settings, out, fault);
        break;
    case DIRECTORY_KIND_REST:
        status = directory_read_rest(place, settings, out, fault);
        break;
    default:
        status = directory_fail(fault, DIRECTORY_OFF, "");
    }
    return status ? status : directory_snapshot_end(out, fault);
}
