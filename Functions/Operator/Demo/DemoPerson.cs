namespace Serverless.Operator.Demo;

/// <summary>Represents a generated user.</summary>
/// <param name="Name">The user name.</param>
/// <param name="FullName">The full name, in the script of its language.</param>
/// <param name="Email">The email address, in a domain that cannot be registered; null for none.</param>
/// <param name="EmailConfirmed">Whether the email address is confirmed.</param>
/// <param name="Age">How long before the demo data the account was created.</param>
/// <param name="IsAdmin">Whether the user is an administrator.</param>
/// <param name="IsEnabled">Whether the user is enabled.</param>
/// <param name="HasTotp">Whether the user has an authenticator app.</param>
/// <param name="Tokens">The names of the user's API tokens.</param>
/// <param name="Visits">The user's sessions: how long before the demo data each began, and on what.</param>
/// <param name="IsNotified">Whether the user has a notification.</param>
internal sealed record DemoPerson(
    string Name, string FullName, string? Email, bool EmailConfirmed, TimeSpan Age, bool IsAdmin, bool IsEnabled, bool HasTotp,
    IReadOnlyList<string> Tokens, IReadOnlyList<DemoVisit> Visits, bool IsNotified);

/// <summary>Represents a sign-in of a generated user.</summary>
/// <param name="Age">How long before the demo data it was.</param>
/// <param name="UserAgent">The User-Agent header of the browser.</param>
/// <param name="Ip">The IP address, from a range for documentation.</param>
internal sealed record DemoVisit(TimeSpan Age, string UserAgent, string Ip);
