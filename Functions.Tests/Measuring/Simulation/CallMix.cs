using Serverless.Measuring.Costs;

namespace Serverless.Measuring.Simulation;

/// <summary>A kind of call of the mix.</summary>
/// <param name="What">The description of the kind.</param>
/// <param name="Operation">The method whose counted cost applies.</param>
/// <param name="Share">The share of all calls.</param>
/// <param name="NameRequests">The number of its requests to table Names, which the check measures.</param>
internal sealed record MixedCall(string What, string Operation, double Share, double NameRequests);

/// <summary>
/// The mix of 1,000 calls: 1 sign-up, 1 other change that lists show, 10 sign-ins, 5 revocations; all other calls read the caller's profile.
/// </summary>
internal static class CallMix
{
    /// <summary>Gets the sign-up: a user name and an email address are reserved, then finalised.</summary>
    public static MixedCall SignUp { get; } = new("sign-up", "/v1/session/signup", 1 / 1_000.0, 4);

    /// <summary>Gets the other change that lists show: the Telegram name is reserved, then finalised.</summary>
    public static MixedCall Change { get; } = new("other list change", "/v1/profile/set-telegram-username", 1 / 1_000.0, 2);

    /// <summary>Gets the sign-in: the name is looked up.</summary>
    public static MixedCall SignIn { get; } = new("sign-in", "/v1/session/signin", 10 / 1_000.0, 1);

    /// <summary>Gets the revocation: a session ends.</summary>
    public static MixedCall Revocation { get; } = new("revocation", "/v1/session/signout", 5 / 1_000.0, 0);

    /// <summary>Gets every other call.</summary>
    public static MixedCall Other { get; } = new("other call", "/v1/profile/read", 983 / 1_000.0, 0);

    /// <summary>Gets all kinds of calls.</summary>
    public static IReadOnlyList<MixedCall> All { get; } = [SignUp, Change, SignIn, Revocation, Other];

    /// <summary>Gets the share of calls that change what lists show.</summary>
    public static double ListChanges => SignUp.Share + Change.Share;

    /// <summary>Gets the share of calls that compute a password hash.</summary>
    public static double Hashes => SignUp.Share + SignIn.Share;

    /// <summary>Gets the share of calls that are made with a credential.</summary>
    public static double Authenticated => Change.Share + Revocation.Share + Other.Share;

    /// <summary>Returns the storage requests of an average call.</summary>
    public static double Requests(CountedCosts costs) => All.Sum(call => call.Share * costs.Of(call.Operation));

    /// <summary>
    /// Gets the storage requests of an average call that need one place for all users: table Names, and a record in Changes for each change that
    /// lists show.
    /// </summary>
    public static double SharedRequests => All.Sum(call => call.Share * call.NameRequests) + ListChanges;
}
