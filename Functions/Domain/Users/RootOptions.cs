using Serverless.Domain.Passwords;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Users;

/// <summary>Represents the settings for the first user: section <c>Root</c>. They are read when the storage is empty.</summary>
public sealed class RootOptions
{
    /// <summary>Gets or sets root's password. If it is omitted, one is generated and printed once.</summary>
    [SecretSetting]
    public string? Password { get; set; }

    /// <summary>Gets or sets root's email address; null if there is none.</summary>
    [EmailOrNothing]
    public string? Email { get; set; }

    /// <summary>Returns whether root's password is acceptable. The rule for all users applies.</summary>
    public static bool IsPasswordAcceptable(RootOptions options, PasswordPolicy policy) =>
        string.IsNullOrEmpty(options.Password) || policy.Refuse(options.Password, User.RootName, options.Email) is null;
}
