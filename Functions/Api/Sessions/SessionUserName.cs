using System.Text.RegularExpressions;
using Serverless.Domain.UserNames;

namespace Serverless.Api.Sessions;

/// <summary>
/// The rule for user names of the session family, which applies at sign-up: 1 to 60 letters, digits, <c>_ . -</c>, and nothing that could be an id.
/// </summary>
public static partial class SessionUserName
{
    /// <summary>Returns whether a name is valid. The name must be in the form in which names are stored.</summary>
    public static bool IsValid(string name) => Allowed().IsMatch(name) && !UserName.IsAmbiguous(name);

    [GeneratedRegex(@"\A[a-z0-9_.-]{1,60}\z")]
    private static partial Regex Allowed();
}
