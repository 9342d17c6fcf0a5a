# Writes the texts given as one C array, and how many they are: cmake -DOUT=... -DNAME=... -DHEADER=store/schema.h -DIN="a.sql;b.sql" -P embed_sql.cmake
set(body "")
foreach(file IN LISTS IN)
    file(READ "${file}" text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
    string(APPEND body "    \"${text}\",\n")
endforeach()
file(WRITE "${OUT}" "#include \"${HEADER}\"\n\nconst char *const ${NAME}[] = {\n${body}};\n"
    "const int ${NAME}_count = (int)(sizeof ${NAME} / sizeof ${NAME}[0]);\n")
