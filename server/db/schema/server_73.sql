-- What jobs erase by its age, so that they do not read what is younger: cards of WeCom, and the content of filings by mail.
CREATE INDEX wecom_card_by_age ON wecom_card (created_at);
CREATE INDEX mail_filing_with_content ON mail_filing (arrived_at) WHERE content_sealed IS NOT NULL;
