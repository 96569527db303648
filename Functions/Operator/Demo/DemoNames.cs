using System.Collections.Immutable;

namespace Serverless.Operator.Demo;

/// <summary>The names from which users are generated: given and family names of one language, each in its script and in ASCII letters.</summary>
internal static class DemoNames
{
    private static readonly (string Given, string Family)[] Lists =
    [
        ("Amelia Oscar Harriet Theo Beatrice Walter", "Ashdown Fairweather Holloway Pemberton Thistle Wren"),
        ("Anneliese:anneliese Björn:bjoern Käthe:kaethe Jürgen:juergen Liesel:liesel", "Grünwald:gruenwald Müllerfeld:muellerfeld Schäfer:schaefer Vogelsang:vogelsang Kornblum:kornblum"),
        ("Éloïse:eloise Hervé:herve Margaux:margaux Noé:noe", "Bellerive:bellerive Duchêne:duchene Lefèvre:lefevre Montclair:montclair"),
        ("Íñigo:inigo Lucía:lucia Sofía:sofia Ramón:ramon", "Castañeda:castaneda Peñalver:penalver Ibáñez:ibanez Solano:solano"),
        ("Açucena:acucena João:joao Inês:ines Simão:simao", "Conceição:conceicao Magalhães:magalhaes Guimarães:guimaraes Valadão:valadao"),
        ("Çağla:cagla Işık:isik Gökhan:goekhan Yağmur:yagmur", "Öztürk:oeztuerk Yıldırım:yildirim Şahin:sahin Akarsu:akarsu"),
        ("Zofia:zofia Łukasz:lukasz Bożena:bozena Stanisław:stanislaw", "Wiśniewska:wisniewska Dąbrowski:dabrowski Zielińska:zielinska Jaworska:jaworska"),
        ("Алёна:alyona Тимофей:timofey Ксения:kseniya Глеб:gleb", "Воронова:voronova Орлов:orlov Снегирёва:snegiryova"),
        ("Ελένη:eleni Νίκος:nikos Δάφνη:dafni", "Παπαδάκης:papadakis Λάμπρου:lambrou Οικονόμου:oikonomou Θεοδώρου:theodorou"),
        ("ليلى:layla عمر:omar ياسمين:yasmin", "الحداد:alhaddad منصور:mansour الكاتب:alkatib النجار:alnajjar"),
        ("अनन्या:ananya रोहन:rohan मीरा:meera", "शर्मा:sharma जोशी:joshi कुलकर्णी:kulkarni देसाई:desai"),
        ("Wanjiru Kamau Zawadi Baraka", "Mwangi Otieno Njoroge Achieng"),
    ];

    // In these languages the family name comes first.
    private static readonly (string Given, string Family)[] FamilyFirst =
    [
        ("晓明:xiaoming 雨桐:yutong 思远:siyuan 静怡:jingyi", "欧阳:ouyang 林:lin 陈:chen 司徒:situ"),
        ("さくら:sakura 健太:kenta 美咲:misaki", "小鳥遊:takanashi 佐藤:sato 山吹:yamabuki 桜井:sakurai"),
        ("서연:seoyeon 민준:minjun 하은:haeun", "남궁:namgung 한:han 선우:seonwoo 류:ryu"),
    ];

    /// <summary>Gets all combinations: the full name, and the user name in ASCII letters. The languages alternate.</summary>
    public static ImmutableArray<(string FullName, string UserName)> All { get; } = [.. Alternate([.. Lists.Select(list => Combine(list, isFamilyFirst: false)), .. FamilyFirst.Select(list => Combine(list, isFamilyFirst: true))])];

    private static List<(string, string)> Combine((string Given, string Family) list, bool isFamilyFirst)
    {
        var (given, family) = (Split(list.Given), Split(list.Family));
        var pairs = Enumerable.Range(0, given.Count * family.Count).Select(i => (Given: given[i % given.Count], Family: family[((i % given.Count) + (i / given.Count)) % family.Count]));
        return [.. pairs.Select(pair => (
            isFamilyFirst ? pair.Family.Text + pair.Given.Text : $"{pair.Given.Text} {pair.Family.Text}",
            $"{pair.Given.Ascii}.{pair.Family.Ascii}"))];
    }

    private static List<(string Text, string Ascii)> Split(string names) =>
        [.. names.Split(' ').Select(name => name.Split(':') is [var text, var ascii] ? (text, ascii) : (name, name.ToLowerInvariant()))];

    private static IEnumerable<(string, string)> Alternate(List<(string, string)>[] lists)
    {
        for (var i = 0; i < lists.Max(list => list.Count); i++)
        {
            foreach (var list in lists.Where(list => i < list.Count))
            {
                yield return list[i];
            }
        }
    }
}
