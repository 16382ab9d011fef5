package ui

import (
	"net/http"

	"earshot/archive"
)

// endpoints lists /api/v1. What an endpoint takes and answers is said by the
// types of its function; a test holds openapi.json to this list.
func (s *Server) endpoints() []endpoint {
	all := []endpoint{calls(endpoint{method: http.MethodGet, path: "/openapi.json", id: "describe", tag: "about", summary: "This document."}, s.apiDescribe)}
	all = append(all, s.interviewEndpoints()...)
	all = append(all, s.wordEndpoints()...)
	all = append(all, s.twinEndpoints()...)
	all = append(all, s.reportEndpoints()...)
	all = append(all, s.peopleEndpoints()...)
	all = append(all, s.ownEndpoints()...)
	all = append(all, s.vocabularyEndpoints()...)
	all = append(all, s.themeEndpoints()...)
	all = append(all, s.moderationEndpoints()...)
	all = append(all, s.citingEndpoints()...)
	all = append(all, s.searchViewEndpoints()...)
	all = append(all, s.keptSearchEndpoints()...)
	return append(all, s.siteEndpoints()...)
}

func (s *Server) interviewEndpoints() []endpoint {
	const patch = http.MethodPatch
	const reporter = archive.ReporterRole
	return []endpoint{
		calls(endpoint{method: get, path: "/interviews", id: "listInterviews", tag: "interviews", summary: "List the interviews that the caller may see, newest first."}, s.apiInterviews),
		calls(endpoint{method: post, path: "/interviews", id: "createInterview", tag: "interviews", min: reporter, cost: costUpload, status: http.StatusCreated, form: true,
			summary: "Add a recording: as multipart/form-data with these fields and the parts file and, if there are captions, captions; or as JSON that names a finished upload of /uploads/."}, s.apiInterviewCreate),
		calls(endpoint{method: get, path: "/interviews/:id", id: "getInterview", tag: "interviews", summary: "One interview."}, s.apiInterview),
		calls(endpoint{method: patch, path: "/interviews/:id", id: "describeInterview", tag: "interviews", min: reporter, cost: costWrite, summary: "Change what is said of an interview. Fields that are absent stay."}, s.apiInterviewPatch),
		calls(endpoint{method: get, path: "/interviews/:id/standing", id: "getStanding", tag: "interviews", summary: "The place in the queue and how far recognition has come."}, s.apiStanding),
		calls(endpoint{method: post, path: "/interviews/:id/publish", id: "publishInterview", tag: "interviews", min: reporter, cost: costWrite, summary: "Let anyone read, hear, report and fix."}, s.apiPublish),
		calls(endpoint{method: post, path: "/interviews/:id/unpublish", id: "unpublishInterview", tag: "interviews", min: reporter, cost: costWrite, summary: "Make a published interview a draft again: the fast way to hide it."}, s.apiUnpublish),
		calls(endpoint{method: post, path: "/interviews/:id/withdraw", id: "withdrawInterview", tag: "interviews", min: reporter, cost: costWrite, status: http.StatusNoContent, summary: "Take an interview from everyone. A tombstone stays."}, s.apiWithdraw),
		calls(endpoint{method: post, path: "/interviews/:id/retry", id: "retryInterview", tag: "interviews", min: reporter, cost: costWrite, summary: "Queue a failed interview once more."}, s.apiRetry),
		calls(endpoint{method: post, path: "/interviews/:id/transcribe-again", id: "transcribeAgain", tag: "interviews", min: reporter, cost: costWrite, summary: "Queue a newer recognition. The interview stays open, and what people corrected is carried over."}, s.apiAgain),
	}
}

func (s *Server) wordEndpoints() []endpoint {
	return []endpoint{
		calls(endpoint{method: get, path: "/interviews/:id/peaks", id: "getPeaks", tag: "words", summary: "The outline of a stretch of sound, to be drawn, and what it shows in words."}, s.apiPeaks),
		calls(endpoint{method: get, path: "/interviews/:id/transcript", id: "getTranscript", tag: "words", media: transcriptMedia(),
			summary: "A transcript at any version, as JSON or as a file: text in three ways, Word, Markdown, WebVTT, SRT, TEI, OHMS XML or a IIIF manifest."}, s.apiTranscript),
		calls(endpoint{method: get, path: "/interviews/:id/compare", id: "compareVersions", tag: "words", summary: "What one version of a transcript says otherwise than another."}, s.apiCompare),
		calls(endpoint{method: get, path: "/interviews/:id/changes", id: "listChanges", tag: "words", summary: "The history of a transcript, oldest first."}, s.apiChanges),
		calls(endpoint{method: post, path: "/interviews/:id/changes", id: "fixWords", tag: "words", cost: costEdit, status: http.StatusCreated,
			summary: "Fix words. From a reporter, a custodian or a trusted contributor it applies at once; from anyone else it waits for someone else to confirm it."}, s.apiFix),
		calls(endpoint{method: post, path: "/interviews/:id/shape", id: "shapeLines", tag: "words", min: archive.Contributor, cost: costWrite, status: http.StatusCreated, summary: "Split, join, add or delete lines, move the time of one, or name who speaks."}, s.apiShape),
		calls(endpoint{method: post, path: "/interviews/:id/changes/:version/revert", id: "revertChange", tag: "words", min: archive.Contributor, cost: costWrite, status: http.StatusCreated, summary: "Take one change back by a new one."}, s.apiRevert),
		calls(endpoint{method: post, path: "/interviews/:id/votes", id: "voteOnWords", tag: "words", cost: costWrite, status: http.StatusCreated, summary: "Say, after listening, whether words are right. Saying the same again changes nothing."}, s.apiVoteCreate),
		calls(endpoint{method: get, path: "/interviews/:id/words", id: "findWords", tag: "words", cost: costSearch, summary: "Every place of an interview that says some words, with what each would become."}, s.apiFindWords),
		calls(endpoint{method: post, path: "/interviews/:id/words", id: "replaceWords", tag: "words", cost: costWrite, summary: "Put right the places that someone listened to, each by a change of its own."}, s.apiReplace),
		calls(endpoint{method: get, path: "/interviews/:id/proposals", id: "listProposals", tag: "words", summary: "Fixes that wait for someone else to listen and confirm them."}, s.apiProposals),
		calls(endpoint{method: post, path: "/interviews/:id/presence", id: "openLine", tag: "words", cost: costWrite, summary: "Say which line one has open to fix it, and learn which others have."}, s.apiPresence),
	}
}

func (s *Server) reportEndpoints() []endpoint {
	const reporter = archive.ReporterRole
	return []endpoint{
		calls(endpoint{method: post, path: "/interviews/:id/reports", id: "reportWords", tag: "reports", cost: costEdit, status: http.StatusCreated, summary: "Say that something is wrong. The answer holds a receipt."}, s.apiReportCreate),
		calls(endpoint{method: get, path: "/interviews/:id/reports/alike", id: "listAlike", tag: "reports", summary: "Open reports about the same words: to be shown before another one is sent."}, s.apiAlike),
		calls(endpoint{method: post, path: "/reports/:report/join", id: "joinReport", tag: "reports", cost: costWrite, status: http.StatusCreated, summary: "Say what an open report says. The answer holds a receipt of the caller's own."}, s.apiJoin),
		calls(endpoint{method: get, path: "/receipts/:receipt", id: "getReceipt", tag: "reports", summary: "What became of a report, by the secret of its receipt."}, s.apiReceipt),
		calls(endpoint{method: post, path: "/receipts/:receipt/still-wrong", id: "stillWrong", tag: "reports", cost: costWrite, summary: "Open an answered report again: fixed is not closed."}, s.apiStillWrong),
		calls(endpoint{method: http.MethodPut, path: "/receipts/:receipt/mail", id: "setReceiptMail", tag: "reports", cost: costWrite, summary: "Leave a mail address for news of a report, or delete it."}, s.apiReceiptMail),
		calls(endpoint{method: post, path: "/receipts/:receipt/withdraw", id: "withdrawReport", tag: "reports", cost: costWrite, summary: "Take a report back."}, s.apiReportWithdraw),
		calls(endpoint{method: post, path: "/reports/:report/confirmation", id: "confirmReport", tag: "reports", cost: costWrite, summary: "Say “I listened, this is right”, or that it is not, of a proposed fix."}, s.apiConfirm),
		calls(endpoint{method: post, path: "/reports/:report/answer", id: "answerReport", tag: "reports", min: reporter, cost: costWrite, summary: "Answer a report on an interview that the caller looks after."}, s.apiAnswer),
		calls(endpoint{method: get, path: "/said", id: "listSaid", tag: "reports", summary: "You said, we did: reports that were answered, and how."}, s.apiSaid),
		calls(endpoint{method: get, path: "/interviews/:id/said", id: "listSaidOf", tag: "reports", summary: "The same of one interview."}, s.apiSaidOf),
		calls(endpoint{method: get, path: "/yours", id: "listYours", tag: "reports", summary: "What the caller reported or joined, and what became of it."}, s.apiYours),
		calls(endpoint{method: get, path: "/tasks", id: "listTasks", tag: "reports", min: reporter, summary: "What waits for the caller: reports to answer, interviews that failed, drafts to publish."}, s.apiTasks),
	}
}

func (s *Server) peopleEndpoints() []endpoint {
	const patch = http.MethodPatch
	const contributor, admin = archive.Contributor, archive.Administrator
	return []endpoint{
		calls(endpoint{method: get, path: "/people", id: "listPeople", tag: "people", summary: "The people of this archive and the published interviews they look after."}, s.apiPeople),
		calls(endpoint{method: get, path: "/people/:person", id: "getPerson", tag: "people", summary: "One of them."}, s.apiPerson),
		calls(endpoint{method: get, path: "/me", id: "getMe", tag: "people", summary: "Who the caller is."}, s.apiMe),
		calls(endpoint{method: patch, path: "/me", id: "describeMe", tag: "people", min: contributor, cost: costWrite, summary: "Change the caller's own name and words."}, s.apiMePatch),
		calls(endpoint{method: get, path: "/tokens", id: "listTokens", tag: "people", min: contributor, summary: "The caller's own tokens, without their secrets."}, s.apiTokens),
		calls(endpoint{method: post, path: "/tokens", id: "createToken", tag: "people", min: contributor, cost: costWrite, status: http.StatusCreated, summary: "Make a token. Its secret is told this once."}, s.apiTokenCreate),
		calls(endpoint{method: http.MethodDelete, path: "/tokens/:token", id: "endToken", tag: "people", min: contributor, cost: costWrite, status: http.StatusNoContent, summary: "End a token."}, s.apiTokenEnd),
		calls(endpoint{method: get, path: "/accounts", id: "listAccounts", tag: "accounts", min: admin, summary: "Every account."}, s.apiAccounts),
		calls(endpoint{method: post, path: "/accounts", id: "createAccount", tag: "accounts", min: admin, cost: costWrite, status: http.StatusCreated, summary: "Add an account."}, s.apiAccountCreate),
		calls(endpoint{method: patch, path: "/accounts/:person", id: "changeAccount", tag: "accounts", min: admin, cost: costWrite, summary: "Change what someone may do, or lock them out."}, s.apiAccountPatch),
		calls(endpoint{method: post, path: "/sign-in-links", id: "createSignInLink", tag: "accounts", min: admin, cost: costWrite, status: http.StatusCreated, summary: "Make a link that signs someone in once."}, s.apiSignInLink),
	}
}

func (s *Server) siteEndpoints() []endpoint {
	return []endpoint{
		calls(endpoint{method: get, path: "/search", id: "search", tag: "search", cost: costSearch, summary: "Find passages, with the words that matched and where they are in the sound."}, s.apiSearch),
		calls(endpoint{method: get, path: "/events", id: "listEvents", tag: "search", summary: "The numbered feed of what changed, for programs that keep a copy in step."}, s.apiEvents),
		calls(endpoint{method: get, path: "/shifts", id: "nextShifts", tag: "words", summary: "Several of the most doubtful clips, to be answered one by one or later."}, s.apiShiftBatch),
		calls(endpoint{method: get, path: "/shifts/again", id: "askAgain", tag: "words", summary: "A clip that the caller called wrong, to say what is heard; absent when it is not open to everyone any more."}, s.apiShiftAgain),
		calls(endpoint{method: get, path: "/shifts/next", id: "nextShift", tag: "words", summary: "The most doubtful clip that the caller has not spoken of."}, s.apiShiftNext),
		calls(endpoint{method: get, path: "/accuracy", id: "getAccuracy", tag: "words", cost: costSearch, summary: "How right the words are, as measured on clips drawn by lot: for the whole archive, or for what is named."}, s.apiAccuracy),
		calls(endpoint{method: get, path: "/samples/next", id: "nextSample", tag: "words", summary: "A clip drawn by lot, to measure how right the words are."}, s.apiSampleNext),
		calls(endpoint{method: post, path: "/samples", id: "answerSample", tag: "words", cost: costWrite, status: http.StatusCreated, summary: "Say what is said in it. Nobody else sees the answer; it counts once someone else hears the same words."}, s.apiSampleAnswer),
		calls(endpoint{method: get, path: "/settings/agreement", id: "getAgreement", tag: "settings", summary: "How many people have to agree before words are settled, by collection."}, s.apiRulesShow),
		calls(endpoint{method: http.MethodPut, path: "/settings/agreement", id: "setAgreement", tag: "settings", min: archive.Custodian, cost: costWrite, summary: "Set it for one collection, or for all others."}, s.apiRuleSet),
		calls(endpoint{method: get, path: "/settings/synonyms", id: "getSynonyms", tag: "settings", summary: "The list of words that find each other."}, s.apiSynonyms),
		calls(endpoint{method: http.MethodPut, path: "/settings/synonyms", id: "setSynonyms", tag: "settings", min: archive.Custodian, cost: costWrite, limit: 2 << 20, summary: "Replace that list."}, s.apiSynonymsSet),
	}
}
