package ui

import "earshot/archive"

// themeRoutes are the pages of themes. Anyone reads the public ones; making and
// coding needs an account.
func (s *Server) themeRoutes() []route {
	const one = "/themes/:theme"
	const person = archive.Contributor
	return []route{
		{method: get, path: "/themes", handle: s.themeList},
		{method: post, path: "/themes", handle: s.themeCreate, min: person, cost: costWrite},
		{method: get, path: "/themes/new", handle: s.themeNew, min: person},
		{method: get, path: "/themes/add", handle: s.themeAddShow, min: person},
		{method: post, path: "/themes/add", handle: s.themeAdd, min: person, cost: costWrite},
		{method: get, path: "/themes/words", handle: s.tellingShow, cost: costSearch},
		{method: get, path: one, handle: s.themeShow, cost: costSearch},
		{method: get, path: one + "/edit", handle: s.themeEditShow, min: person},
		{method: post, path: one + "/edit", handle: s.themeEdit, min: person, cost: costWrite},
		{method: get, path: one + "/compare", handle: s.themeCompare, min: person},
		{method: get, path: one + "/words", handle: s.themeWords, cost: costSearch},
		{method: post, path: one + "/passages/:number", handle: s.themeCode, min: person, cost: costWrite},
	}
}
