/* Queries behind the address book, over the persons of all applications. */
#include "records/address_book.h"

enum gh_status address_book_query(struct db *db, struct db_rows *rows, int64_t account, int64_t limit)
{
    return db_query(
        db, rows,
        "SELECT id, name_sealed, mobile_sealed, document_sealed, name_masked, sex, mobile_masked, document_kind, "
        "document_masked, last, language FROM (SELECT p.*, COALESCE(a.last_at, a.created_at) AS last, "
        "ROW_NUMBER() OVER (PARTITION BY p.document_hash ORDER BY p.id DESC) AS newest FROM person p "
        "JOIN application a ON a.id = p.application WHERE a.applicant = $1 AND a.submitted_at IS NOT NULL AND "
        "length(p.document_hash) > 0) book WHERE newest = 1 ORDER BY last DESC, id DESC LIMIT $2",
        DB_INT(account), DB_INT(limit));
}

enum gh_status application_of_person(struct db *db, const struct uuid *person, struct uuid *application)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT application FROM person WHERE id = $1", DB_UUID(person));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, application->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}
