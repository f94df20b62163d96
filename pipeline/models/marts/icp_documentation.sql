-- One row per ICP version and persona or use case written in it: documentation, no part of the score.
select icp, version, kind, name, text, document_order
from icp_documents
order by icp, version, document_order
