package ui

type pageCache struct{}

func newPageCache() *pageCache { return &pageCache{} }

func (s *Server) readingRoutes() []route { return nil }
