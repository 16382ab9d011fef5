package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// apiPeople answers GET /people.
func (s *Server) apiPeople(c *gin.Context, _ *nothing) (*apiMemberList, error) {
	people, interviews, err := s.Archive.People(c.Request.Context())
	if err != nil {
		return nil, err
	}
	out := &apiMemberList{People: []apiMember{}}
	for _, p := range people {
		if !p.Disabled && p.Role.AtLeast(archive.ReporterRole) {
			out.People = append(out.People, shapeMember(p, interviews[p.ID]))
		}
	}
	return out, nil
}

type byPerson struct {
	Person string `path:"person" doc:"Id of the account."`
}

// apiPerson answers GET /people/:person.
func (s *Server) apiPerson(c *gin.Context, in *byPerson) (*apiMember, error) {
	people, interviews, err := s.Archive.People(c.Request.Context())
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.ID == in.Person && !p.Disabled && p.Role.AtLeast(archive.ReporterRole) {
			m := shapeMember(p, interviews[p.ID])
			return &m, nil
		}
	}
	return nil, archive.ErrNotFound
}

func shapeMember(p *archive.Account, looksAfter []*archive.Interview) apiMember {
	m := apiMember{ID: p.ID, Name: p.Display, About: p.About, Interviews: []apiPointer{}}
	for _, iv := range looksAfter {
		m.Interviews = append(m.Interviews, apiPointer{iv.ID, iv.Title})
	}
	return m
}

// apiMe answers GET /me.
func (s *Server) apiMe(c *gin.Context, _ *nothing) (*apiMe, error) {
	v := s.viewer(c)
	if v.Role() == archive.Visitor {
		return &apiMe{Role: "visitor"}, nil
	}
	acc := shapeAccount(v.Account)
	return &apiMe{Role: string(acc.Role), Account: &acc}, nil
}

func shapeAccount(a *archive.Account) apiAccount {
	return apiAccount{ID: a.ID, SignIn: a.Name, Name: a.Display, About: a.About, Role: a.Role, Disabled: a.Disabled, Password: a.Password != "", Made: a.Made}
}

type mePatch struct {
	Name  *string `json:"name" doc:"Shown as credit."`
	About *string `json:"about"`
}

// apiMePatch answers PATCH /me.
func (s *Server) apiMePatch(c *gin.Context, in *mePatch) (*apiMe, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	display, about := v.Account.Display, v.Account.About
	replace(&display, in.Name)
	replace(&about, in.About)
	if err := s.Archive.ChangeAccount(ctx, v, display, about, "", ""); err != nil {
		return nil, err
	}
	acc, err := s.Archive.Person(ctx, v.Account.ID)
	if err != nil {
		return nil, err
	}
	shown := shapeAccount(acc)
	return &apiMe{Role: string(acc.Role), Account: &shown}, nil
}

// tokenID names a token to its owner. It is cut off its hash, which opens
// nothing.
func tokenID(s *archive.Secret) string { return s.Hash[:16] }

// apiTokens answers GET /tokens.
func (s *Server) apiTokens(c *gin.Context, _ *nothing) (*apiTokenList, error) {
	all, err := s.Archive.Secrets(c.Request.Context(), s.viewer(c))
	if err != nil {
		return nil, err
	}
	out := &apiTokenList{Tokens: []apiToken{}}
	for _, t := range all {
		if t.Purpose == archive.Token {
			out.Tokens = append(out.Tokens, apiToken{ID: tokenID(t), Name: t.Name, Made: t.Made, Used: timeOrNil(t.Used), Expires: t.Expires})
		}
	}
	return out, nil
}

type newToken struct {
	keyed
	Name string `json:"name" need:"true" doc:"What uses it, to know it again later."`
}

// apiTokenCreate answers POST /tokens.
func (s *Server) apiTokenCreate(c *gin.Context, in *newToken) (*apiNewToken, error) {
	if s.viewer(c).Account.ID == archive.System.Account.ID {
		return nil, archive.ErrForbidden // Earshot itself is no account that could own one
	}
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	secret, err := s.Archive.NewToken(c.Request.Context(), s.viewer(c), in.Name, key)
	if err != nil {
		return nil, err
	}
	return &apiNewToken{Token: secret, Name: in.Name}, nil
}

type byToken struct {
	Token string `path:"token" doc:"Its id in the list."`
}

// apiTokenEnd answers DELETE /tokens/:token.
func (s *Server) apiTokenEnd(c *gin.Context, in *byToken) (*nothing, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	all, err := s.Archive.Secrets(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.Purpose == archive.Token && tokenID(t) == in.Token {
			return nil, s.Archive.Revoke(ctx, v, t.Hash)
		}
	}
	return nil, archive.ErrNotFound
}

// apiAccounts answers GET /accounts.
func (s *Server) apiAccounts(c *gin.Context, _ *nothing) (*apiAccountList, error) {
	people, _, err := s.Archive.People(c.Request.Context())
	if err != nil {
		return nil, err
	}
	out := &apiAccountList{Accounts: []apiAccount{}}
	for _, p := range people {
		out.Accounts = append(out.Accounts, shapeAccount(p))
	}
	return out, nil
}

type newAccount struct {
	keyed
	SignIn   string `json:"sign_in_name" need:"true"`
	Name     string `json:"name" doc:"Shown as credit; the sign-in name when absent."`
	About    string `json:"about"`
	Role     string `json:"role" need:"true" enum:"contributor,reporter,custodian,administrator"`
	Password string `json:"password" doc:"Absent: signs in by link."`
}

// apiAccountCreate answers POST /accounts.
func (s *Server) apiAccountCreate(c *gin.Context, in *newAccount) (*apiAccount, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	acc, err := s.Archive.AddAccount(c.Request.Context(), s.viewer(c), archive.NewAccount{
		Name: in.SignIn, Display: in.Name, About: in.About, Role: archive.Role(in.Role), Password: in.Password, Key: key,
	})
	if err != nil {
		return nil, err
	}
	out := shapeAccount(acc)
	return &out, nil
}

type accountPatch struct {
	byPerson
	Role     *string `json:"role" enum:"contributor,reporter,custodian,administrator"`
	Disabled *bool   `json:"disabled"`
}

// apiAccountPatch answers PATCH /accounts/:person.
func (s *Server) apiAccountPatch(c *gin.Context, in *accountPatch) (*apiAccount, error) {
	v, ctx := s.viewer(c), c.Request.Context()
	acc, err := s.Archive.Person(ctx, in.Person)
	if err != nil {
		return nil, err
	}
	role, disabled := string(acc.Role), acc.Disabled
	replace(&role, in.Role)
	replace(&disabled, in.Disabled)
	if err := s.Archive.SetRole(ctx, v, in.Person, archive.Role(role), disabled); err != nil {
		return nil, err
	}
	if acc, err = s.Archive.Person(ctx, in.Person); err != nil {
		return nil, err
	}
	out := shapeAccount(acc)
	return &out, nil
}

type linkAsk struct {
	SignIn string `json:"sign_in_name" need:"true"`
}

// apiSignInLink answers POST /sign-in-links.
func (s *Server) apiSignInLink(c *gin.Context, in *linkAsk) (*apiLink, error) {
	secret, err := s.Archive.SignInLink(c.Request.Context(), s.viewer(c), in.SignIn)
	if err != nil {
		return nil, err
	}
	return &apiLink{Path: "/sign-in/" + secret, Minutes: int(archive.LinkLimit.Minutes()), Account: in.SignIn}, nil
}

// apiDescribe answers GET /openapi.json.
func (s *Server) apiDescribe(c *gin.Context, _ *nothing) (*nothing, error) {
	c.Header("Cache-Control", "public, max-age=300")
	c.Data(http.StatusOK, "application/json; charset=utf-8", openAPI)
	return nil, nil
}
