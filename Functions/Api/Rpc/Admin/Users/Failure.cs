using Serverless.Api.Shared;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Creates results that several methods return.</summary>
internal static class Failure
{
    public static Result NotFound => Result.Fail(404, Reason.UserNotFound, "User not found");

    /// <summary>Returns a failure if there is a refusal; otherwise success.</summary>
    public static Result Unless(Refusal? refused) => refused is null ? Result.Ok() : Result.Fail(refused.Reason == Reason.UserNotFound ? 404 : 400, refused);

    public static Result Taken => Result.Fail(409, Reason.UserExists, "User already exists");
}
