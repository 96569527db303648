using Serverless.Api.Shared;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Creates the results that several methods return.</summary>
internal static class PasskeyFailure
{
    public const string Missing = "Passkey not found";

    public static Result NotFound => Result.Fail(404, Reason.PasskeyNotFound, Missing);
}
