package ui

import (
	"net/http"

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
		{method: get, path: "/terms", handle: s.still("terms", "What storytellers agree to")},
	}
}
