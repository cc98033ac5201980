const words = (text: string) => text.trim().split(/\s+/)

/** Given names of girls and women. */
export const WOMEN = words(`
  Adèle Agathe Alice Amina Anaïs Apolline Assia Aya Camille Capucine Célia Chloé Clara Coline Élise Elsa Emma
  Éva Fatou Flora Gabrielle Hanna Inaya Iris Jade Jeanne Joséphine Julia Juliette Kenza Léa Léna Léonie Lou
  Louise Lucie Maëlle Manon Margaux Mariama Mathilde Mila Nina Nour Océane Olivia Pauline Rania Romane Rose
  Salomé Sara Soline Suzanne Thaïs Valentine Victoire Yasmine Zélie Zoé`)

/** Given names of boys and men. */
export const MEN = words(`
  Aaron Achille Adrien Alexis Amine Antoine Arthur Augustin Baptiste Basile Bilal Camil Clément Côme Corentin
  Dylan Elias Eliott Émile Enzo Ethan Félix Gabin Gaspard Hugo Ibrahim Ilyès Imran Jules Kaïs Killian Léo Léon
  Liam Lorenzo Louis Lucas Mahé Malo Marius Martin Mathis Maxence Moussa Naël Nathan Nolan Oscar Paul Raphaël
  Rayan Robin Sacha Samuel Simon Théo Thibault Timéo Tristan Valentin Victor Yanis`)

/** Family names. */
export const FAMILIES = words(`
  Abadie Allard Aubert Bachelet Barbier Barreau Bazin Belkacem Benoît Berger Bertin Besson Bigot Blondel
  Bonnard Boucher Boulanger Bourdon Bouvier Briand Camara Carlier Caron Chauvin Chevalier Cissé Colas Cordier
  Coste Coulon Courtois Da-Silva Delaunay Delmas Descamps Diallo Diarra Drouet Dubreuil Ducros Dupré Duval
  El-Amrani Fabre Ferrand Fontaine Fournel Gaillard Garnier Gaudin Gérard Gilbert Godard Grondin Guérin
  Guillot Haddad Hamon Hébert Hoarau Imbert Jacquet Jourdan Joly Keita Labbé Lacombe Lagarde Laporte Lebreton
  Leclerc Lefort Lemaître Lesage Maillard Mallet Marchal Marin Masson Mercier Meunier Monnier Morvan Moulin
  Navarro Noël Ollivier Pages Pasquier Pelletier Perrot Pichon Poirier Prigent Quéré Raynaud Renaud Ribeiro
  Richard Rivière Rolland Royer Sabatier Salmon Sanchez Savary Schmitt Tanguy Tessier Thévenet Touré Traoré
  Vallet Vasseur Verdier Vidal Vigneron Weiss Yilmaz Zidane`)
