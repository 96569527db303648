using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>
/// Dependencies between the folders of Functions point down. ARCHITECTURE.md has the table of layers; this test holds it. A folder may use the
/// folders of the layers below its own. Folders of one layer do not use each other. There are no exceptions.
/// </summary>
public sealed partial class LayersPointDown
{
    /// <summary>The layers, the highest first. A folder that is not listed belongs to the listed folder that contains it.</summary>
    private static readonly string[][] Layers =
    [
        [""],
        ["Startup"],
        ["Api"],
        ["Api/Rpc", "Api/Sessions", "Api/Accounts", "Jobs", "Migrations", "Operator"],
        ["Api/Shared"],
        ["Sockets"],
        ["Domain"],
        ["Storage"],
        ["Security", "Telemetry"],
    ];

    private static readonly Dictionary<string, int> LayerOf = Layers.SelectMany((folders, layer) => folders.Select(folder => (folder, layer))).ToDictionary(one => one.folder, one => one.layer);

    private static readonly List<Source> Sources = [.. Repository.Files
        .Where(file => file.StartsWith("Functions/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
        .Select(file => new Source(file["Functions/".Length..], Repository.Read(file)))];

    [Fact]
    public void No_folder_uses_a_folder_of_its_own_or_a_higher_layer()
    {
        Assert.Empty(Uses().Where(use => LayerOf[use.To] <= LayerOf[use.From]).Select(use => $"{use.File} uses {use.Type} of {use.To}/"));
    }

    [Fact]
    public void Every_layer_exists_and_uses_lower_layers()
    {
        Assert.Equal(LayerOf.Keys.Order(), Sources.Select(source => source.Folder).Distinct().Order());
        var users = Uses().Select(use => use.From).ToHashSet();
        Assert.All(Layers[..^2].SelectMany(folders => folders), folder => Assert.Contains(folder, users)); // the search finds uses in every folder
    }

    /// <summary>Returns the types of other folders that each file names, outside of comments and texts.</summary>
    private static IEnumerable<(string From, string To, string File, string Type)> Uses()
    {
        var owners = Sources.SelectMany(source => source.Types.Select(type => (type, source))).ToLookup(one => one.type, one => one.source);
        return from source in Sources
               from word in source.Words
               where !source.Types.Contains(word)
               from owner in owners[word]
               where owner.Folder != source.Folder && source.Sees(owner)
               select (source.Folder, owner.Folder, source.Path, word);
    }

    [GeneratedRegex(@"""{3}[\s\S]*?""{3}|//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+[\w<>\[\]?,. ]+)\s+([A-Z]\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using\s+(?:static\s+|\w+\s*=\s*)?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\b(?:[A-Z]\w*\.)*[A-Z]\w*")]
    private static partial Regex Name();

    private sealed class Source
    {
        private readonly string _namespace;
        private readonly HashSet<string> _usings;
        private readonly HashSet<string> _qualified;

        public Source(string path, string text)
        {
            text = CommentOrText().Replace(text, " ");
            Path = path;
            Folder = FolderOf(path);
            Types = [.. Declaration().Matches(text).Select(match => match.Groups[1].Value)];
            _namespace = Namespace().Match(text) is { Success: true } match ? match.Groups[1].Value : "";
            _usings = [.. Using().Matches(text).Select(match => match.Groups[1].Value)];
            var names = Name().Matches(text).Select(match => match.Value).ToHashSet();
            _qualified = [.. names.Where(name => name.Contains('.', StringComparison.Ordinal))];
            Words = [.. names.SelectMany(name => name.Split('.'))];
        }

        public string Path { get; }

        public string Folder { get; }

        public HashSet<string> Types { get; }

        public HashSet<string> Words { get; }

        /// <summary>
        /// Returns whether this file can name the types of another file: by a using, from within their namespace, or by a partly qualified name.
        /// </summary>
        public bool Sees(Source other) =>
            _usings.Any(name => name == other._namespace || name.StartsWith(other._namespace + ".", StringComparison.Ordinal))
            || (_namespace + ".").StartsWith(other._namespace + ".", StringComparison.Ordinal)
            || _qualified.Any(name => other.Types.Any(type => ("." + name).EndsWith($".{Last(other._namespace)}.{type}", StringComparison.Ordinal)));

        private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

        private static string FolderOf(string path)
        {
            var folder = path;
            do
            {
                folder = folder[..Math.Max(folder.LastIndexOf('/'), 0)];
            }
            while (!LayerOf.ContainsKey(folder));
            return folder;
        }
    }
}
