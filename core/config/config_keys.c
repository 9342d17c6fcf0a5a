/* The table of keys: what can be configured, and the defaults. */
#include "config/config.h"

#define FIELD(field) offsetof(struct booth_config, field), sizeof(((struct booth_config *)0)->field)

static const struct config_key keys[] = {
    {"booth", "device", CONFIG_TEXT, FIELD(device), NULL, 0, 0, NULL, true,
     "Name of this booth, as the server knows it: letters, digits and hyphens."},
    {"booth", "gate", CONFIG_NUMBER, FIELD(gate), NULL, 0, 15, NULL, true, "Number of the gate, 0 to 15."},
    {"booth", "campus", CONFIG_NUMBER, FIELD(campus), "0", 0, 255, NULL, false, "Number of the campus."},
    {"booth", "direction", CONFIG_WORD, FIELD(direction), "in", 0, 0, "in out", false,
     "Direction when the booth starts; the guard can switch it."},
    {"booth", "mode", CONFIG_WORD, FIELD(mode), "guard", 0, 0, "guard self-scan handheld walk-up", false,
     "guard: a touchscreen in the booth. self-scan: visitors scan their own codes. handheld: portrait, one hand. "
     "walk-up: visitors without a reservation apply; no other use."},
    {"booth", "zone_minutes", CONFIG_NUMBER, FIELD(zone_minutes), "480", -720, 840, NULL, false,
     "Time zone of the campus in minutes east of UTC."},
    {"booth", "sign_out_minutes", CONFIG_NUMBER, FIELD(sign_out_minutes), "120", 1, 1440, NULL, false,
     "A guard is signed out after this many minutes without a touch or a scan."},
    {"booth", "office_phone", CONFIG_TEXT, FIELD(office_phone), "", 0, 0, NULL, false,
     "Telephone number of the security office, shown where help is needed."},
    {"booth", "network", CONFIG_PATH, FIELD(network), "/run/gatehouse-network", 0, 0, NULL, false,
     "Folder in which the kiosk leaves network settings of an enrolment code for the program that applies them. Where "
     "it is missing, the system sets the network."},
    {"clock", "battery", CONFIG_WORD, FIELD(battery), "auto", 0, 0, "auto yes no", false,
     "Whether a battery keeps this machine's clock (RTC). Without one, and without NTP, the booth needs the server's "
     "time "
     "after each start. auto: asks the kernel."},
    {"store", "replica", CONFIG_PATH, FIELD(replica), CONFIG_SYNC_FOLDER "/replica.db", 0, 0, NULL, false,
     "Passes, revocations, gates, guards and policy. Sync fills it and can rebuild it."},
    {"store", "journal", CONFIG_PATH, FIELD(journal), CONFIG_KIOSK_FOLDER "/journal.db", 0, 0, NULL, false,
     "Entries. Never delete it."},
    {"store", "state", CONFIG_PATH, FIELD(state), CONFIG_KIOSK_FOLDER, 0, 0, NULL, false,
     "Folder for small files of the kiosk: trusted time, wrong PIN tries."},
    {"keys", "root_file", CONFIG_PATH, FIELD(root_file), CONFIG_SYNC_FOLDER "/root.public", 0, 0, NULL, false,
     "Public root key that verifies the key sets."},
    {"keys", "campus_file", CONFIG_PATH, FIELD(campus_file), "", 0, 0, NULL, false,
     "Key of holder checks and plate look-ups of an older version, mode 0640. Deleted once the guards' PINs open that "
     "key."},
    {"keys", "hardware_file", CONFIG_PATH, FIELD(hardware_file), "", 0, 0, NULL, false,
     "Secret that only this machine has, 16 to 64 bytes; with a TPM /run/gatehouse-hardware/secret (docs/operate.md). "
     "Without it PINs and badges alone protect a stolen disk."},
    {"sync", "server", CONFIG_TEXT, FIELD(server), "", 0, 0, NULL, false,
     "Address of the server, such as https://visit.example.edu.cn; empty: the address of the enrolment."},
    {"sync", "plain_http", CONFIG_WORD, FIELD(plain_http), "no", 0, 0, "no yes", false,
     "Whether the server's address may be http:// of another machine. Anyone on the way can then read and change what "
     "passes; use it only inside a tunnel."},
    {"sync", "socket", CONFIG_PATH, FIELD(socket), "/run/gatehouse/sync.sock", 0, 0, NULL, false,
     "Where the sync daemon answers the kiosk and `gatehouse sync`."},
    {"sync", "state", CONFIG_PATH, FIELD(sync_state), "", 0, 0, NULL, false,
     "Folder for small files of the sync daemon: this booth's key and enrolment. Empty: " CONFIG_SYNC_FOLDER
     ", or [store] state where that is set."},
    {"sync", "ca_file", CONFIG_PATH, FIELD(ca_file), "", 0, 0, NULL, false,
     "Certificates (PEM) of the authorities that may certify the server; empty: those of the system."},
    {"sync", "proxy", CONFIG_TEXT, FIELD(proxy), "", 0, 0, NULL, false,
     "Proxy on the way to the server, such as http://proxy:3128; empty: none, or the one of the environment."},
    {"sync", "certificate", CONFIG_PATH, FIELD(certificate), "", 0, 0, NULL, false,
     "Certificate of this booth (PEM), for a proxy that asks for one."},
    {"sync", "certificate_key", CONFIG_PATH, FIELD(certificate_key), "", 0, 0, NULL, false,
     "Its key (PEM); empty: in the same file."},
    {"sync", "wait_seconds", CONFIG_NUMBER, FIELD(wait_seconds), "20", 0, 55, NULL, false,
     "How long the server may hold a request until something changes; use less if a proxy cuts long requests. More "
     "than "
     "20 counts as 20, so that the booth notices within 30 s that the server is gone."},
    {"sync", "ping_seconds", CONFIG_NUMBER, FIELD(ping_seconds), "3", 0, 20, NULL, false,
     "How often the server shows that the link lives while it has nothing new, so that a dead link is noticed within "
     "4 s more. 3 costs about 4 MB a day; 0: never, a dead link is noticed after 45 s."},
    {"sync", "stick", CONFIG_TEXT, FIELD(stick), "/media/gatehouse-*:/media/*/*:/run/media/*/*", 0, 0, NULL, false,
     "Where a USB stick is mounted: patterns of folders, separated by colons."},
    {"camera", "pipeline", CONFIG_TEXT, FIELD(pipeline), "v4l2src device=/dev/video0", 0, 0, NULL, false,
     "GStreamer source of the pictures, without a sink; see kiosk/capture/README.md. Empty: no camera."},
    {"camera", "torch_file", CONFIG_PATH, FIELD(torch_file), "", 0, 0, NULL, false,
     "File in which 1 and 0 switch the torch, such as /sys/class/leds/white:flash/brightness; empty: no torch."},
    {"vehicle_camera", "pipeline", CONFIG_TEXT, FIELD(lane_pipeline), "", 0, 0, NULL, false,
     "GStreamer source of the pictures of a vehicle lane, whose plates are read. Empty: no lane."},
    {"vehicle_camera", "region", CONFIG_TEXT, FIELD(lane_region), "0 0 100 100", 0, 0, NULL, false,
     "The part of the picture to search for plates: left, top, width and height, in per cent."},
    {"vehicle_camera", "frames_per_second", CONFIG_NUMBER, FIELD(lane_rate), "5", 1, 30, NULL, false,
     "How many frames are read a second."},
    {"vehicle_camera", "models", CONFIG_PATH, FIELD(lane_models), "", 0, 0, NULL, false,
     "Folder of the plate reader's models; empty: as installed."},
    {"barrier", "target", CONFIG_TEXT, FIELD(barrier), "", 0, 0, NULL, false,
     "The barrier that a vehicle's entry raises: gpio:CHIP:LINE; command:/PROGRAM, which gets the entry's id (exit 0 "
     "raised, 3 kept shut); record:/FILE, for trials. Empty: none."},
    {"barrier", "pulse_ms", CONFIG_NUMBER, FIELD(barrier_pulse_ms), "500", 50, 10000, NULL, false,
     "How long the gpio line is active, in milliseconds."},
    {"barrier", "interlock", CONFIG_TEXT, FIELD(barrier_interlock), "", 0, 0, NULL, false,
     "CHIP:LINE of an input that keeps the barrier shut while it is active; empty: none."},
    {"printer", "target", CONFIG_TEXT, FIELD(printer), "", 0, 0, NULL, false,
     "ESC/POS receipt printer with a GB 18030 font: a device such as /dev/usb/lp0, or cups:QUEUE, a raw queue. Empty: "
     "none."},
    {"screen", "language", CONFIG_WORD, FIELD(language), "zh", 0, 0, "zh en", false,
     "The first language on the screen."},
    {"screen", "theme", CONFIG_WORD, FIELD(theme), "auto", 0, 0, "day night auto", false,
     "auto: night from 18:30 to 6:30."},
    {"screen", "turn", CONFIG_WORD, FIELD(turn), "0", 0, 0, "0 90 180 270", false,
     "Degrees, clockwise, by which the picture is turned, for a panel that is mounted turned. Touches follow."},
    {"screen", "touch", CONFIG_MATRIX, FIELD(touch), "1 0 0 0 1 0", 0, 0, NULL, false,
     "Calibration of the touch panel, a b c d e f as libinput has it: x' = ax + by + c, y' = dx + ey + f, in shares of "
     "the "
     "panel's width and height."},
    {"screen", "fonts", CONFIG_PATH, FIELD(fonts), "", 0, 0, NULL, false,
     "Folder with a CJK font; empty: the usual places."},
    {"screen", "locale", CONFIG_PATH, FIELD(locale), "", 0, 0, NULL, false,
     "Folder with zh_CN.mo; empty: as installed."},
    {"sound", "folder", CONFIG_PATH, FIELD(sounds), "", 0, 0, NULL, false,
     "Folder of the spoken phrases; empty: as installed."},
    {"sound", "volume", CONFIG_NUMBER, FIELD(volume), "80", 0, 100, NULL, false, "Per cent; 0 is silent."},
    {"log", "level", CONFIG_WORD, FIELD(log_level), "info", 0, 0, "error warning notice info debug", false,
     "Lines of this level and more serious ones go to stderr or the system's journal. Logs never have names or numbers "
     "of "
     "people."},
};

const struct config_key *config_keys(size_t *count)
{
    *count = sizeof keys / sizeof *keys;
    return keys;
}
