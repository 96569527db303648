using System.Text;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.OpenApi;

/// <summary>
/// Creates <c>docs/reference/errors.md</c> from <see cref="Reason"/> and <see cref="ParameterReason"/>. A test compares the result with the file.
/// </summary>
public static class ErrorsPage
{
    private const string Introduction = """
        # Reasons of failures

        Made from the code ([how](../../CONTRIBUTING.md#documents-made-from-the-code)).

        Every failure of the RPC family has a reason for programs in `error.data.meta.reason`. The number in `error.code` says how the call
        failed in general, the reason says why. A reason keeps its name and its meaning. The text in `error.message` is for people and can change.

        ```json
        {"jsonrpc":"2.0","error":{"code":-32808,"message":"Parameter \"fields\" is invalid","data":{"exception":false,"meta":{
          "reason":"invalid_parameters",
          "details":[{"path":"fields.username","reason":"missing","message":"The member is required."}]}}}}
        ```

        New reasons are added. A program treats a reason that it does not know as a failure with this `error.code`.

        """;

    /// <summary>Returns the page.</summary>
    public static string Write(XmlDocs docs)
    {
        var page = new StringBuilder(Introduction).AppendLine();
        AddTable(page, "reason", Reasons.OfFailures, docs);
        page.AppendLine().AppendLine("""
            ## Details of wrong parameters

            With `invalid_parameters`, `error.data.meta.details` lists what is wrong, at most 20 entries of `path`, `reason` and `message`. The path is the name of
            the parameter and the way to the member. `[2]` alone is the third parameter of a method that takes fewer.
            """).AppendLine();
        AddTable(page, "reason of an entry", Reasons.OfParameters, docs);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void AddTable<T>(StringBuilder page, string head, IReadOnlyDictionary<T, string> names, XmlDocs docs)
        where T : struct, Enum
    {
        page.Append("| ").Append(head).AppendLine(" | meaning |").AppendLine("|---|---|");
        foreach (var (value, name) in names.OrderBy(name => name.Key))
        {
            page.Append("| `").Append(name).Append("` | ").Append(docs.Value(value)).AppendLine(" |");
        }
    }
}
