using Azure.Data.Tables;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage.Rows;

namespace Serverless.Benchmarks.Load;

/// <summary>Compares what an instance lists and finds with the users that are stored. Nothing may change meanwhile.</summary>
internal static class ListCheck
{
    private const int PageSize = 100;
    private const int LongestText = 6;

    private static readonly (string Field, Comparison<UserListing> Compare)[] Orders =
    [
        ("id", (one, other) => one.Id.CompareTo(other.Id)),
        ("name", (one, other) => string.CompareOrdinal(one.Name, other.Name)),
        ("created", (one, other) => (one.Created, one.Id).CompareTo((other.Created, other.Id))),
    ];

    /// <summary>Reads all users whom lists show from table Accounts.</summary>
    public static async Task<IReadOnlyList<UserListing>> Stored(string storage, string prefix)
    {
        var listings = new List<UserListing>();
        await foreach (var row in new TableClient(storage, prefix + "Accounts").QueryAsync<TableEntity>("RowKey ge 'user;' and RowKey lt 'user<'"))
        {
            if (UserListing.ForIndex(UserRow.From(row).ToUser()) is { } listing)
            {
                listings.Add(listing);
            }
        }

        return listings;
    }

    /// <summary>Returns the number of recorded changes that are not folded into the index.</summary>
    public static async Task<int> Pending(string storage, string prefix) =>
        await new TableClient(storage, prefix + "Changes").QueryAsync<TableEntity>("PartitionKey ne 'changes;state'", select: ["PartitionKey"]).CountAsync();

    /// <summary>Reads every order of an instance to its end, and searches for parts of names and addresses.</summary>
    /// <param name="client">The instance.</param>
    /// <param name="root">A session of root.</param>
    /// <param name="stored">The users that are stored.</param>
    /// <param name="searches">The number of searches.</param>
    /// <returns>What differs, in a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> Differences(ApiClient client, string root, IReadOnlyList<UserListing> stored, int searches)
    {
        var differences = new List<string>();
        foreach (var (field, compare) in Orders)
        {
            var expected = stored.Order(Comparer<UserListing>.Create(compare)).Select(Describe).ToList();
            var listed = await All(client, root, field);
            if (!expected.SequenceEqual(listed))
            {
                differences.Add($"order by {field}: {expected.Except(listed).Count()} users missing or old, {listed.Except(expected).Count()} too many or old, of {expected.Count}; first: {expected.Except(listed).FirstOrDefault()}");
            }
        }

        for (var i = 0; i < searches; i++)
        {
            var text = Part(stored[Random.Shared.Next(stored.Count)]);
            var (found, expected) = (await Count(client, root, text), stored.Count(user => user.Contains(text)));
            if (found != expected)
            {
                differences.Add($"search for {text}: {found} in place of {expected}");
            }
        }

        return differences;
    }

    /// <summary>Returns the number of users that a search finds.</summary>
    private static async Task<int> Count(ApiClient client, string root, string text) => (await Search(client, root, text)).Total;

    /// <summary>Searches for a text.</summary>
    public static Task<ApiAnswer> Search(ApiClient client, string root, string text) =>
        client.CallPatiently("admin/users/read", root, new { where = new { search = (string[])["like", text] }, limit = 2 });

    private static async Task<List<string>> All(ApiClient client, string root, string field)
    {
        var listed = new List<string>();
        while (true)
        {
            var page = await client.CallPatiently("admin/users/read", root, new { order_by = new[] { (string[])[field, "asc"] }, offset = listed.Count, limit = PageSize });
            if (page.Data.ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                return listed;
            }

            listed.AddRange(page.Data.EnumerateArray().Select(user => $"{user.GetProperty("id")} {user.GetProperty("name")} {user.GetProperty("email")} {user.GetProperty("telegram_name")} {user.GetProperty("enabled").GetBoolean()}"));
        }
    }

    private static string Describe(UserListing user) => $"{user.Id} {user.Name} {user.Email} {user.TelegramName} {user.Enabled}";

    /// <summary>Returns a random part of a name or address.</summary>
    private static string Part(UserListing user)
    {
        string[] texts = [.. new[] { user.Name, user.Email, user.TelegramName }.OfType<string>()];
        var text = texts[Random.Shared.Next(texts.Length)];
        var length = Math.Min(text.Length, Random.Shared.Next(1, LongestText + 1));
        var from = Random.Shared.Next(text.Length - length + 1);
        return text[from..(from + length)];
    }
}
