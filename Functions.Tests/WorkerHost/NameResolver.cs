using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Serverless.WorkerHosting;

/// <summary>Replaces <c>%name%</c> in triggers by the setting of that name. The name is looked up literally: <c>%A__B%</c> finds nothing.</summary>
internal sealed partial class NameResolver(IConfiguration configuration)
{
    /// <exception cref="WorkerHostException">Thrown when the setting does not exist or is empty.</exception>
    public string Resolve(string text) => Token().Replace(text, match =>
        configuration[match.Groups[1].Value] is { Length: > 0 } value
            ? value
            : throw new WorkerHostException($"'{match.Value}' does not resolve to a value."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Token();
}
