using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Tests.Rules;

/// <summary>
/// Only Functions/Storage names the types of the table and queue clients. The folders above it use rows, which are records, and classes that read and write
/// them (Functions/Storage/Rows), and derive their queues from <see cref="MessageQueue"/>. So no other folder depends on how a row or a message is stored.
/// </summary>
public sealed partial class StorageTypesStayInStorage
{
    /// <summary>The members of <see cref="Tables"/> that return clients. A file can use them without the name of a type.</summary>
    private static readonly HashSet<string> Clients = [.. typeof(Tables).GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(member => member switch
        {
            PropertyInfo property => Holds(property.PropertyType),
            MethodInfo { IsSpecialName: false } method => Holds(method.ReturnType),
            _ => false,
        })
        .Select(member => member.Name)];

    [Fact]
    public void No_other_folder_names_a_type_of_a_storage_client()
    {
        Assert.Empty(Uses().Where(use => !IsStorage(use.File)).Select(use => $"{use.File} uses {use.Name}. Move it to Functions/Storage."));
    }

    [Fact]
    public void The_search_finds_what_it_looks_for()
    {
        Assert.Contains(nameof(Tables.Accounts), Clients);
        Assert.Contains(nameof(Tables.Stored), Clients);
        var found = Uses().Where(use => IsStorage(use.File)).Select(use => use.Name).ToHashSet();
        Assert.All(["Azure.Data.Tables", "TableEntity", "TableClient", "TableTransactionAction", "ETag", "tables.Names", "Azure.Storage.Queues", "QueueClient", "clients.Queue"], name => Assert.Contains(name, found));
    }

    /// <summary>Returns the types of the storage clients that each file of Functions names, and the clients that it uses, outside of comments and texts.</summary>
    private static IEnumerable<(string File, string Name)> Uses() =>
        from file in Repository.Files
        where file.StartsWith("Functions/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        let text = CommentOrText().Replace(Repository.Read(file), " ")
        from name in StorageType().Matches(text).Select(match => match.Value)
            .Concat(Member().Matches(text).Where(match => Clients.Contains(match.Groups[1].Value)).Select(match => $"tables.{match.Groups[1].Value}"))
            .Distinct()
        select (file, name);

    private static bool IsStorage(string file) => file.StartsWith("Functions/Storage/", StringComparison.Ordinal);

    private static bool Holds(Type type) => type == typeof(TableClient) || Array.Exists(type.GetGenericArguments(), Holds);

    [GeneratedRegex(@"""{3}[\s\S]*?""{3}|//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\\n])*""|nameof\(Tables\.\w+\)", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"\bAzure\.Data\.Tables\b|\bI?TableEntity\b|\bTable(?:Service)?Client(?:Options)?\b|\bTableTransaction\w+|\bTableUpdateMode\b|\bETag\b|\bAzure\.Storage\.Queues\b|\bQueue(?:Service)?Client(?:Options)?\b|\b(?:Queue|Peeked)Message\b|\bclients\.(?:Queue|Tables)\b")]
    private static partial Regex StorageType();

    [GeneratedRegex(@"\b[Tt]ables\.(\w+)")]
    private static partial Regex Member();
}
