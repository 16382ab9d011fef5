package ui

import (
	"net/http"

	"earshot/archive"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// shellRoutes are the pages around the interviews themselves.
func (s *Server) shellRoutes() []route {
	return []route{
		{method: get, path: "/", handle: s.homeShow},
		{method: get, path: "/healthz", handle: s.healthShow},
		{method: get, path: "/readyz", handle: s.readyShow},
		{method: get, path: "/metrics", handle: s.metricsShow},
		{method: get, path: "/robots.txt", handle: s.robotsShow},
		{method: get, path: "/favicon.ico", handle: s.iconShow},
		{method: get, path: "/static/:hash/*name", handle: s.assetShow},
		{method: get, path: "/about", handle: s.still("about", "About this archive")},
		{method: get, path: "/access", handle: s.still("access", "Access for everyone")},
		{method: get, path: "/interviews", handle: s.interviewList},
		{method: get, path: "/shifts", handle: s.shiftShow},
		{method: post, path: "/shifts", handle: s.shiftAnswer, cost: costWrite},
		{method: get, path: "/shifts/kept", handle: s.keptShow},
		{method: get, path: "/shifts/worker.js", handle: s.keptWorker},
		{method: get, path: "/shifts/clip", handle: s.clipShow},
		{method: get, path: "/accuracy", handle: s.accuracyShow, cost: costSearch},
		{method: get, path: "/accuracy/clip", handle: s.sampleShow},
		{method: post, path: "/accuracy/clip", handle: s.sampleAnswer, cost: costWrite},
		{method: get, path: "/search", handle: s.searchShow, cost: costSearch},
		{method: get, path: "/reporters", handle: s.reporterList},
		{method: get, path: "/reporters/:id", handle: s.reporterShow},
		{method: get, path: "/reporters/:id/changes", handle: s.personWork, cost: costSearch},

		{method: get, path: "/sign-in", handle: s.signInShow},
		{method: post, path: "/sign-in", handle: s.sessionCreate},
		{method: get, path: "/sign-in/:secret", handle: s.linkShow},
		{method: post, path: "/sign-in/:secret", handle: s.linkUse},
		{method: post, path: "/sign-out", handle: s.sessionDelete},
		{method: get, path: "/account", handle: s.accountShow, min: archive.Contributor},
		{method: post, path: "/account", handle: s.accountEdit, min: archive.Contributor, cost: costWrite},
		{method: post, path: "/account/tokens", handle: s.tokenCreate, min: archive.Contributor, cost: costWrite},
		{method: get, path: "/account/everything", handle: s.accountTake, min: archive.Contributor, cost: costSearch},
		{method: get, path: "/account/leave", handle: s.leaveShow, min: archive.Contributor},
		{method: post, path: "/account/leave", handle: s.leaveCreate, min: archive.Contributor, cost: costWrite},
		{method: post, path: "/account/revoke", handle: s.secretRevoke, min: archive.Contributor, cost: costWrite},

		{method: get, path: "/upload", handle: s.uploadNew, min: archive.ReporterRole},
		{method: post, path: "/upload", handle: s.uploadCreate, min: archive.ReporterRole, cost: costUpload, body: anyLength},
		{method: post, path: "/uploads/", handle: s.tusServe(tusPost), min: archive.ReporterRole, cost: costUpload, body: anyLength},
		{method: http.MethodHead, path: "/uploads/:upload", handle: s.tusServe(tusHead), min: archive.ReporterRole},
		{method: http.MethodPatch, path: "/uploads/:upload", handle: s.tusServe(tusPatch), min: archive.ReporterRole, body: anyLength},
		{method: http.MethodDelete, path: "/uploads/:upload", handle: s.tusServe(tusDelete), min: archive.ReporterRole},
		{method: get, path: "/interviews/:id/manage", handle: s.interviewManage, min: archive.ReporterRole},
		{method: post, path: "/interviews/:id/manage", handle: s.interviewChange, min: archive.ReporterRole, cost: costWrite},
		{method: get, path: "/work", handle: s.workList, min: archive.ReporterRole},
		{method: post, path: "/work/reports/:id", handle: s.reportAnswer, min: archive.ReporterRole, cost: costWrite},

		{method: post, path: "/pause", handle: s.pauseEdit, min: archive.Custodian, cost: costWrite},
		{method: post, path: "/interviews/:id/protect", handle: s.protectEdit, min: archive.Custodian, cost: costWrite},
		{method: post, path: "/interviews/:id/strikes", handle: s.strikeEdit, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/undo", handle: s.undoShow, min: archive.Custodian},
		{method: post, path: "/undo", handle: s.undoCreate, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/people", handle: s.peopleShow, min: archive.Administrator},
		{method: post, path: "/people", handle: s.personCreate, min: archive.Administrator, cost: costWrite},
		{method: post, path: "/people/:id", handle: s.personEdit, min: archive.Administrator, cost: costWrite},
		{method: post, path: "/people/:id/link", handle: s.personLink, min: archive.Administrator, cost: costWrite},
		{method: get, path: "/settings", handle: s.settingsShow, min: archive.Custodian},
		{method: post, path: "/settings/thanks", handle: s.thanksEdit, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/said", handle: s.saidShow},
		{method: get, path: "/said.atom", handle: s.saidFeed},
		{method: get, path: "/log", handle: s.logShow, cost: costSearch},
		{method: get, path: "/yours", handle: s.yoursShow},
		{method: post, path: "/settings", handle: s.settingsEdit, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/settings/agreement", handle: s.agreementShow, min: archive.Custodian},
		{method: post, path: "/settings/agreement", handle: s.agreementEdit, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/vocabulary", handle: s.vocabularyShow, min: archive.Custodian},
		{method: post, path: "/vocabulary", handle: s.vocabularyEdit, min: archive.Custodian, cost: costWrite},
		{method: get, path: "/terms", handle: s.still("terms", "What storytellers agree to")},
	}
}
