// Package storetest answers whether a store keeps its promises: the suites here
// test each sentence written on archive.Store, archive.Tx and archive.Queue once,
// for every implementation.
//
// Run holds any store to the promises on rows and transactions, RunQueue any
// queue to those on jobs, and RunDeaths kills real processes with kill -9, for
// which the test binary runs itself again through Main. go-cmp shows differences;
// nothing is mocked.
package storetest
