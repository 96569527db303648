using Serverless.Api.Shared;
using Serverless.Domain.Failures;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>Creates the results of sign-ins with a second factor.</summary>
internal static class SecondFactor
{
    /// <summary>The error text for a right password without the second factor.</summary>
    public const string Required = "Second factor required";

    /// <summary>The error text for a second factor that is wrong or was used before.</summary>
    public const string Wrong = "Second factor is invalid";

    /// <summary>The error text for a ticket that does not exist, or exists no longer.</summary>
    public const string TicketEnded = "Sign-in ticket is invalid";

    /// <summary>Returns the failure that demands the second factor.</summary>
    public static Result Demand(IssuedTicket ticket) =>
        Result.Fail(401, Reason.SecondFactorRequired, Required).WithRemedy(new NextStep(ticket.Credential.Text, [.. FactorsOf(ticket.User)], ticket.Expires));

    /// <summary>Gets the failure for a ticket that does not exist, or exists no longer.</summary>
    public static Result InvalidTicket => Result.Fail(401, Reason.SignInTicketInvalid, TicketEnded);

    /// <summary>Gets the failure for a wrong second factor.</summary>
    public static Result Invalid => Result.Fail(401, Reason.SecondFactorInvalid, Wrong);

    private static IEnumerable<string> FactorsOf(User user)
    {
        if (user.HasTotp)
        {
            yield return "totp";
        }

        if (user.Passkeys.Length > 0)
        {
            yield return "passkey";
        }

        if (user.RecoveryCodes > 0)
        {
            yield return "recovery_code";
        }
    }
}

/// <summary>What continues a sign-in after the right password.</summary>
/// <param name="Ticket">The ticket for <c>session/signin-second-factor</c>. It allows five tries and one sign-in.</param>
/// <param name="Factors">The second factors that the user can present: <c>totp</c>, <c>passkey</c>, <c>recovery_code</c>.</param>
/// <param name="Expires">When the ticket expires.</param>
public sealed record NextStep(string Ticket, IReadOnlyList<string> Factors, DateTimeOffset Expires);
