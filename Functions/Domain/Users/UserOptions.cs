using Microsoft.Extensions.Configuration;

namespace Serverless.Domain.Users;

/// <summary>What a user name is: settings without a section.</summary>
public sealed class UserOptions
{
    /// <summary>Whether every user name must be an email address (it then is the user's email, too).</summary>
    [ConfigurationKeyName("UserNameIsEmail")]
    public bool UserNameIsEmail { get; set; }
}
