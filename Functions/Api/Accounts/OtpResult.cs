using Serverless.Api.Shared;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Accounts;

/// <summary>Converts the outcome of a sign-in to a result of this family.</summary>
internal static class OtpResult
{
    /// <summary>Returns the result. A user who was disabled or changed in the meantime gets the failure for wrong credentials.</summary>
    public static Result ToResult(this OtpOutcome<OpenedPrivateSession> outcome) => outcome switch
    {
        { RetryAfter: { } wait } => Result.TooManyRequests(wait),
        { Session: { } session } => Result.Of(Account.Of(session)),
        { NeedsFactor: true } => AccountError.SecondFactorRequired,
        _ => AccountError.WrongCredentials,
    };
}
