/** The frames of the live session, under the name by which everything here knows the protocol. */
export type * from "@livecontract/client/frames";
