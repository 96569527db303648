using Serverless.Domain.Passwords;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Users;

/// <summary>The first user: section <c>Root</c> of the settings, read when the storage is empty.</summary>
public sealed class RootOptions
{
    /// <summary>Root's password. Without it one is generated and printed once.</summary>
    [SecretSetting]
    public string? Password { get; set; }

    /// <summary>Root's email address, if any.</summary>
    [EmailOrNothing]
    public string? Email { get; set; }

    /// <summary>Returns whether root's password may be set: the rule is the same as for everybody.</summary>
    public static bool IsPasswordAcceptable(RootOptions options, PasswordPolicy policy) =>
        string.IsNullOrEmpty(options.Password) || policy.Refuse(options.Password, User.RootName, options.Email) is null;
}
