package ui

import "earshot/archive"

// citingRoutes are what people cite and take away.
func (s *Server) citingRoutes() []route {
	const iv = "/interviews/:id"
	return []route{
		{method: get, path: iv + "/cite", handle: s.citeShow},
		{method: get, path: iv + "/quote", handle: s.quoteChoose},
		{method: get, path: iv + "/quotes/:quote", handle: s.quoteShow},
		{method: get, path: iv + "/versions/:version/words", handle: s.wordsShow},
		{method: get, path: "/methods", handle: s.methodsShow(false), cost: costSearch},
		{method: get, path: "/methods.txt", handle: s.methodsShow(true), cost: costSearch},
		{method: get, path: iv + "/methods", handle: s.methodShow(false), cost: costSearch},
		{method: get, path: iv + "/methods.txt", handle: s.methodShow(true), cost: costSearch},
		{method: get, path: "/search.csv", handle: s.searchTake("csv"), cost: costSearch},
		{method: get, path: "/search.xlsx", handle: s.searchTake("xlsx"), cost: costSearch},
		{method: get, path: "/searches", handle: s.keptList, min: archive.Contributor, cost: costSearch},
		{method: post, path: "/searches", handle: s.keptCreate, min: archive.Contributor, cost: costWrite},
		{method: get, path: "/searches/kept/:kept", handle: s.keptSearchShow, min: archive.Contributor, cost: costSearch},
		{method: post, path: "/searches/kept/:kept", handle: s.keptEdit, min: archive.Contributor, cost: costWrite},
		{method: get, path: "/searches/new", handle: s.savedCreate, cost: costSearch},
		{method: get, path: "/searches/:search", handle: s.savedShow, cost: costSearch},
		{method: get, path: "/searches/:search/feed.atom", handle: s.savedFeed, cost: costSearch},
		{method: get, path: "/themes/codebook.qdc", handle: s.codebookTake},
		{method: get, path: "/themes/:theme/passages.csv", handle: s.themeTake("csv"), cost: costSearch},
		{method: get, path: "/themes/:theme/passages.xlsx", handle: s.themeTake("xlsx"), cost: costSearch},
		{method: get, path: "/themes/:theme/project.qdpx", handle: s.themeTake("qdpx"), cost: costSearch},
	}
}
