# booth_ini DIR DEVICE MODE PIPELINE
# Writes DIR/booth.ini for the kiosk on a booth that make_booth has filled. PIPELINE "": no camera.
booth_ini() {
    cat >"$1/booth.ini" <<INI
[booth]
device = $2
gate = 2
campus = 1
mode = $3
office_phone = 010-12345678
[clock]
battery = yes
[store]
replica = $1/replica.db
journal = $1/journal.db
state = $1
[keys]
root_file = $1/root.public
campus_file = $1/campus.key
[camera]
pipeline = $4
torch_file = $1/torch
INI
}
