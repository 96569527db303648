using Serverless.Api.Shared;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Creates results that several methods return.</summary>
internal static class Failure
{
    public static Result NotFound => Result.Fail(404, Reason.UserNotFound, "User not found");

    /// <summary>Returns a failure if there is a refusal; otherwise success.</summary>
    public static Result Unless(Refusal? refused) => refused is null ? Result.Ok() : Result.Fail(StatusOf(refused.Reason), refused);

    /// <summary>The text of <see cref="Root"/>.</summary>
    public const string RootText = "Unable to modify root user";

    /// <summary>Gets the failure of a change of root by another user.</summary>
    public static Result Root => Result.Fail(400, Reason.RootAccount, RootText);

    /// <summary>Returns why a caller cannot change a user because the user is root; null if there is no such reason.</summary>
    public static Result? OfRoot(Caller caller, long userId) => userId == User.RootId && !caller.IsRoot ? Root : null;

    /// <summary>Returns why a caller cannot end sessions or API tokens of a user; null if they can.</summary>
    public static Result? OfCredentials(Caller caller, long userId) =>
        OfRoot(caller, userId) ?? (CredentialGuard.RefuseSessions(caller, userId) is { } refused ? Result.Fail(403, refused) : null);

    public static Result Taken => Result.Fail(409, Reason.UserExists, "User already exists");

    private static int StatusOf(Reason reason) => reason switch
    {
        Reason.UserNotFound => 404,
        Reason.SessionRequired => 403,
        _ => 400,
    };
}
