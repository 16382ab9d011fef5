package ui

import "net/http"

// readingRoutes are the interview page and everything people do on it.
func (s *Server) readingRoutes() []route {
	const iv = "/interviews/:id"
	return []route{
		{method: get, path: iv, handle: s.interviewShow},
		{method: get, path: iv + "/sound", handle: s.soundShow},
		{method: http.MethodHead, path: iv + "/sound", handle: s.soundShow},
		{method: get, path: iv + "/transcript.:format", handle: s.transcriptShow},
		{method: get, path: iv + "/lines", handle: s.linesShow},
		{method: get, path: iv + "/lines/:line/fix", handle: s.lineShow},
		{method: get, path: iv + "/lines/:line/history", handle: s.lineHistory},
		{method: get, path: iv + "/report", handle: s.lineShow},
		{method: post, path: iv + "/changes", handle: s.changeCreate, cost: costEdit},
		{method: post, path: iv + "/votes", handle: s.voteCreate, cost: costWrite},
		{method: post, path: iv + "/report", handle: s.reportCreate, cost: costEdit},
		{method: get, path: iv + "/alike", handle: s.alikeShow},
		{method: post, path: "/reports/:report/join", handle: s.reportJoin, cost: costWrite},
		{method: post, path: iv + "/shape", handle: s.shapeCreate, cost: costWrite},
		{method: get, path: "/form-mark", handle: s.formMarkShow},
		{method: get, path: iv + "/remove", handle: s.removalShow},
		{method: get, path: iv + "/said", handle: s.saidShow},
		{method: get, path: iv + "/history", handle: s.historyShow},
		{method: get, path: iv + "/versions/:version", handle: s.versionShow},
		{method: get, path: iv + "/compare", handle: s.compareChoose},
		{method: post, path: iv + "/revert", handle: s.revertCreate, cost: costWrite},
		{method: get, path: iv + "/proposals/:report", handle: s.proposalShow},
		{method: post, path: iv + "/proposals/:report", handle: s.proposalConfirm, cost: costWrite},
		{method: get, path: iv + "/replace", handle: s.replaceShow},
		{method: post, path: iv + "/replace", handle: s.replaceCreate, cost: costWrite},
		{method: get, path: "/twins", handle: s.twinsShow, cost: costSearch},
		{method: post, path: "/twins", handle: s.twinsFix, cost: costWrite},
		{method: get, path: "/receipts/:secret", handle: s.receiptShow},
		{method: get, path: "/receipts/:secret/mail", handle: s.receiptMailShow},
		{method: post, path: "/receipts/:secret/mail", handle: s.receiptMail, cost: costWrite},
		{method: post, path: "/receipts/:secret", handle: s.receiptChange, cost: costWrite},
	}
}
