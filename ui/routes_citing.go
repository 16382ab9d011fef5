package ui

// citingRoutes are what people cite and take away.
func (s *Server) citingRoutes() []route {
	const iv = "/interviews/:id"
	return []route{
		{method: get, path: iv + "/cite", handle: s.citeShow},
		{method: get, path: iv + "/quote", handle: s.quoteChoose},
		{method: get, path: iv + "/quotes/:quote", handle: s.quoteShow},
		{method: get, path: iv + "/versions/:version/words", handle: s.wordsShow},
	}
}
