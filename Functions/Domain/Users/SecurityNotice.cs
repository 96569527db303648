namespace Serverless.Domain.Users;

/// <summary>What users are told about their account without having asked: whoever did not do it himself should know.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
public sealed record SecurityNotice(string Subject, string Body)
{
    private const string Advice = " If this was not you, set a new password and look through your sessions and API tokens.";

    /// <summary>The password was changed.</summary>
    public static SecurityNotice PasswordChanged { get; } = new("Your password was changed", "The password of your account was changed." + Advice);

    /// <summary>The email address was changed or removed.</summary>
    public static SecurityNotice EmailChanged { get; } = new("Your email address was changed", "The email address of your account was changed." + Advice);

    /// <summary>An administrator changed what the user holds.</summary>
    public static SecurityNotice PermissionsChanged { get; } = new("Your permissions were changed", "An administrator changed what your account may do.");

    /// <summary>An API token was made.</summary>
    public static SecurityNotice TokenCreated(string name) => new("A new API token was made", $"""The API token "{name}" was made for your account.""" + Advice);

    /// <summary>A session was opened from a device that was not seen before.</summary>
    public static SecurityNotice NewDevice(string device) => new("A sign-in from a new device", $"Somebody signed in to your account from a device that was not seen before: {device}." + Advice);
}
