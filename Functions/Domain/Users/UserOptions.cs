using Microsoft.Extensions.Configuration;

namespace Serverless.Domain.Users;

/// <summary>Represents the settings for user names. They have no section.</summary>
public sealed class UserOptions
{
    /// <summary>Gets or sets whether every user name must be an email address. If so, it is also the user's email address.</summary>
    [ConfigurationKeyName("UserNameIsEmail")]
    public bool UserNameIsEmail { get; set; }
}
