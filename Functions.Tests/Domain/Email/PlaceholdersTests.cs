using Serverless.Domain.Email;
using Serverless.Domain.Languages;

namespace Serverless.Tests.Domain.Email;

public sealed class PlaceholdersTests
{
    private const string Hostile = "<b>\"'&{{greeting}}";

    public static TheoryData<EmailKind, string> Templates
    {
        get
        {
            var data = new TheoryData<EmailKind, string>();
            foreach (var (kind, language) in EmailKind.All.SelectMany(kind => Locale.All.Select(language => (kind, language))))
            {
                data.Add(kind, language);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_value_is_encoded_in_html_and_only_there(EmailKind kind, string language)
    {
        var template = EmailTemplate.BuiltIn(kind, EmailTexts.Of(language));
        var values = kind.Placeholders.ToDictionary(name => name, _ => Hostile);
        Assert.Contains(Hostile, Placeholders.Fill(template.Text, values), StringComparison.Ordinal);
        var html = Placeholders.FillHtml(template.Html, values);
        Assert.Contains("&lt;b&gt;&quot;&#x27;&amp;{{greeting}}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_value_is_used_and_every_used_value_is_known(EmailKind kind, string language)
    {
        var template = EmailTemplate.BuiltIn(kind, EmailTexts.Of(language));
        foreach (var content in new[] { template.Text, template.Html })
        {
            var used = Placeholders.In(template.Subject + content).ToHashSet();
            Assert.Subset(kind.Placeholders.ToHashSet(), used);
            Assert.Subset(used, kind.Required.ToHashSet());
            Assert.DoesNotContain("[[", content, StringComparison.Ordinal);
        }

        // Those of the site are for administrators.
        Assert.Empty(kind.Placeholders.Except(["site_name", "site_url", "color", "text_color"]).Except(Placeholders.In(template.Subject + template.Text)));
    }

    [Fact]
    public void An_unknown_value_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => Placeholders.Fill("{{none}}", new Dictionary<string, string>()));
}
