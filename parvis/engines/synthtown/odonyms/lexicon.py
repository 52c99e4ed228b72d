# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that French street and place names are made of. Common nouns carry their gender (m, f, p = plural)."""


def listed(text: str) -> tuple[str, ...]:
    """Parse "Martin, Pierre" into a tuple."""
    return tuple(text.split(", "))


def _nouns(text: str) -> tuple[tuple[str, str], ...]:
    """Parse "m Moulin, f Fontaine" into pairs."""
    return tuple((part.split(" ", 1)[0], part.split(" ", 1)[1]) for part in text.replace("\n", " ").split(", "))


OLD_TOWN = _nouns(
    "f Boucherie, f Poterne, m Four Banal, m Vieux Marché, f Grosse Horloge, p Tanneurs, p Cordeliers, m Beffroi, "
    "f Monnaie, p Orfèvres, p Drapiers, p Teinturiers, m Puits Carré, f Croix Blanche, m Cloître, f Cathédrale, p "
    "Chanoines, p Carmes, p Jacobins, p Ursulines, m Palais, f Prévôté, p Halles, f Poissonnerie, m Marché au "
    "Blé, f Tour Ronde, p Pénitents, p Lombards, m Cygne, m Lion d’Or, p Trois Rois, f Vieille Monnaie, m Grenier "
    "à Sel, f Geôle, p Arcades, f Ferronnerie, p Potiers, p Tisserands, p Mégissiers, m Cheval Blanc, f Barre, p "
    "Changes, m Chapitre, p Augustins, m Petit Pont, f Grange aux Dîmes, m Pilori, p Vieux Remparts, f Porte "
    "Neuve, f Lanterne, p Quatre Vents, m Chat Noir"
)
VILLAGE = _nouns(
    "f Église, f Mairie, f École, m Moulin, f Fontaine, m Lavoir, m Cimetière, m Château, m Presbytère, f Forge, "
    "m Four, m Puits, f Croix, m Bourg, m Stade, f Poste, m Pont, f Mare, m Pressoir, f Place, m Calvaire, f "
    "Chapelle, m Monument, m Foyer Rural, f Tuilerie, f Scierie, f Laiterie, m Champ de Foire, f Bascule, m Vieux "
    "Bourg"
)
TREES = _nouns(
    "p Lilas, p Tilleuls, p Acacias, p Érables, p Chênes, p Bouleaux, p Peupliers, p Platanes, p Marronniers, p "
    "Cerisiers, p Pommiers, p Noyers, p Noisetiers, p Amandiers, p Pruniers, p Poiriers, p Hêtres, p Charmes, p "
    "Frênes, p Ormes, p Saules, p Aulnes, p Pins, p Cèdres, p Ifs, p Mélèzes, p Sapins, p Genêts, p Glycines, p "
    "Rosiers, p Camélias, p Hortensias, p Bleuets, p Coquelicots, p Jonquilles, p Violettes, p Primevères, p "
    "Iris, p Pervenches, p Églantines, p Aubépines, p Fougères, p Bruyères, p Jasmins, p Lavandes, p Mimosas, p "
    "Tulipes, p Anémones, p Myosotis, p Capucines, p Clématites, p Mûriers, p Figuiers, p Châtaigniers, p "
    "Sorbiers, p Troènes, p Lauriers, p Seringas, p Muguets, p Marguerites"
)
BIRDS = _nouns(
    "p Alouettes, p Mésanges, p Fauvettes, p Hirondelles, p Rossignols, p Pinsons, p Bouvreuils, p Chardonnerets, "
    "p Loriots, p Grives, p Merles, p Tourterelles, p Bergeronnettes, p Cailles, p Perdrix, p Martins-Pêcheurs, p "
    "Hérons, p Hiboux, p Écureuils, p Lièvres, p Chevreuils, p Abeilles, p Papillons, p Libellules, p Grillons, p "
    "Cigales, p Huppes, p Geais"
)
FIELDS = _nouns(
    "m Bois, p Vignes, p Prés, m Clos, p Champs, f Garenne, f Plaine, f Combe, m Coteau, m Ruisseau, f Source, p "
    "Sources, m Gué, f Lande, p Landes, m Verger, p Vergers, f Butte, m Plateau, p Varennes, p Ouches, f Croix de "
    "Bois, m Chêne Rond, p Grands Champs, f Grande Pièce, m Petit Bois, p Longues Raies, f Belle Étoile, m Point "
    "du Jour, f Fosse aux Loups, m Bas des Vignes, m Haut des Vignes, p Sablons, f Sablière, p Carrières, f "
    "Carrière, p Roches, f Noue, p Marais, m Marais, m Buisson, f Haie Vive, p Essarts, f Justice, f Maladrerie, "
    "m Pré Long, f Grande Prairie, m Champ Rouge, p Terres Blanches, f Cabane, f Bergerie, p Bergers, p Moissons, "
    "p Semailles, p Vendanges, m Soleil Levant, m Belvédère, f Colline, m Vallon"
)
INDUSTRY = _nouns(
    "f Industrie, m Commerce, f Métallurgie, p Artisans, p Entrepreneurs, f Briqueterie, p Fonderies, f Tannerie, "
    "m Textile, p Compagnons, f Mécanique, f Zone Artisanale, p Platanes, f Logistique, p Entrepôts, p Ateliers, "
    "f Technologie, f Croix du Sud, m Grand Champ, f Boissellerie, p Charpentiers, p Ferronniers, p Menuisiers, p "
    "Forgerons, f Verrerie"
)
REPUBLIC = _nouns(
    "f République, f Liberté, f Paix, f Victoire, f Gare, p Fusillés, f Résistance, f Concorde, f Fraternité, f "
    "Nation, p Droits de l’Homme, m Souvenir, f Marne, f Mutualité, m Général Leclerc, m Maréchal Foch, m Champ "
    "de Mars, f Préfecture, m Progrès, f Commune, f Libération, p Alliés, m Théâtre, m Musée, m Parc, m Lycée, f "
    "Caserne, p Écoles, f Solidarité"
)
DATES = (
    "du 8-Mai-1945",
    "du 11-Novembre",
    "du 14-Juillet",
    "du 4-Septembre",
    "du 19-Mars-1962",
    "de Verdun",
    "de Belfort",
)
FIGURES = listed(
    "Victor Hugo, Jean Jaurès, Léon Gambetta, Jules Ferry, Louis Pasteur, Émile Zola, Voltaire, Jean-Jacques "
    "Rousseau, Denis Diderot, Molière, Jean Racine, Pierre Corneille, Jean de La Fontaine, Honoré de Balzac, "
    "George Sand, Gustave Flaubert, Guy de Maupassant, Alphonse Daudet, Jules Verne, Arthur Rimbaud, Paul "
    "Verlaine, Charles Baudelaire, Alfred de Musset, Alphonse de Lamartine, Marie Curie, Pierre Curie, Claude "
    "Bernard, Ampère, Arago, Lavoisier, Blaise Pascal, René Descartes, Montaigne, Rabelais, Ronsard, Joachim du "
    "Bellay, Michelet, Edgar Quinet, Anatole France, Charles Péguy, Georges Bizet, Hector Berlioz, Claude "
    "Debussy, Maurice Ravel, Gabriel Fauré, Camille Saint-Saëns, Charles Gounod, Claude Monet, Auguste Renoir, "
    "Paul Cézanne, Édouard Manet, Berthe Morisot, Camille Pissarro, Camille Claudel, Auguste Rodin, Eugène "
    "Delacroix, Jean-François Millet, Gustave Courbet, Louise Michel, Olympe de Gouges, Madame de Sévigné, Rosa "
    "Bonheur, Sophie Germain, Jeanne d’Arc, Clémence Royer, Flora Tristan, Turenne, Vauban, Mirabeau, Danton, "
    "Condorcet, Carnot, Hoche, Marceau, Kléber, La Fayette, Georges Clemenceau, Aristide Briand, Pierre "
    "Waldeck-Rousseau, Sadi Carnot, Ferdinand de Lesseps, Gustave Eiffel, Denis Papin, Joseph Jacquard, Louis "
    "Braille, Nicolas Appert, Philippe Lebon, Parmentier, Buffon, Lamarck, Cuvier, Laennec, Ambroise Paré, Jean "
    "Macé, Jean-Henri Fabre, Camille Flammarion, Louis Blériot, Clément Ader, Roland Garros, Frédéric Mistral, "
    "Edmond Rostand, Stendhal"
)
SAINTS = listed(
    "Martin, Pierre, Jean, Paul, Étienne, Laurent, Nicolas, Georges, Michel, Denis, Germain, Aubin, Julien, "
    "Maurice, Léger, Rémi, Hilaire, Sulpice, Vincent, Blaise, Éloi, Roch, Antoine, Gilles, Loup, Didier, Marcel, "
    "Bonnet, Pourçain, Cyr, Ouen, Maur, Symphorien, Benoît, Clément, Sauveur, Christophe, Amand, Gervais, Privat, "
    "Désiré, Fiacre, Thibault, Pardoux, Priest, Genès"
)
SAINTES = listed(
    "Anne, Catherine, Marie, Geneviève, Radegonde, Foy, Marguerite, Barbe, Croix, Agathe, Lucie, Madeleine, "
    "Colombe, Cécile"
)
GIVEN = listed(
    "Émile, Jules, Albert, Henri, Louis, Lucien, Marcel, Léon, Paul, Eugène, Gaston, Ernest, Fernand, Georges, "
    "Maurice, Raymond, André, René, Joseph, Auguste, Alphonse, Édouard, Ferdinand, Gabriel, Antoine, Benoît, "
    "Camille, Claude, Désiré, Edmond, Félix, François, Gustave, Hippolyte, Isidore, Jacques, Jean, Justin, "
    "Lazare, Mathieu, Octave, Philibert, Pierre, Victor, Marie, Jeanne, Louise, Marguerite, Berthe, Juliette, "
    "Suzanne, Germaine, Madeleine, Hélène, Blanche, Clémence, Adèle, Joséphine, Céline, Thérèse, Irène, Lucie, "
    "Mathilde, Pauline, Rosalie, Sidonie, Valentine, Victorine, Yvonne, Zélie, Alice, Augustine, Cécile, Denise, "
    "Élise, Émilie"
)
SURNAMES = listed(
    "Garnier, Lefèvre, Moreau, Girard, Fontenay, Mercier, Blanchet, Chevallier, Perrin, Morel, Gauthier, Dufour, "
    "Lacroix, Rousselet, Bonnefoy, Masson, Marchand, Duval, Barbier, Renaud, Picard, Colin, Vidal, Aubert, "
    "Rolland, Leclercq, Deschamps, Meunier, Brunet, Charpentier, Guérin, Boyer, Prévost, Huet, Besson, "
    "Carpentier, Fleury, Baron, Jacquet, Lebrun, Pasquier, Tessier, Couturier, Maillard, Delorme, Bailly, "
    "Hervieu, Bouchet, Bourdon, Gilbert, Marty, Vasseur, Pelletier, Poirier, Rivière, Tanguy, Vallet, Verdier, "
    "Vigier, Dumas, Dupré, Fabre, Faure, Fouquet, Gaillard, Grosjean, Guichard, Humbert, Imbert, Jolivet, Labbé, "
    "Lambert, Lassalle, Laroche, Maréchal, Martel, Mallet, Monnier, Navarre, Olivier, Pascal, Pichon, Poulain, "
    "Racine, Regnier, Richard, Robin, Rousset, Sabatier, Salmon, Sauvage, Simonet, Terrier, Thibault, Toussaint, "
    "Valentin, Vernet, Vincent, Voisin, Weber, Allard, Andrieu, Arnoux, Auger, Barré, Bazin, Benard, Bertin, "
    "Blondel, Bodin, Bonnet, Bousquet, Breton, Buisson, Caron, Chauvin, Clément, Collet, Cordier, Coste, "
    "Courtois, Daniel, Delage"
)
RIVER_ROOTS = listed("Ar, Bes, Cor, Dol, Er, Lor, Mar, Or, Sal, Ver, Val, Ouv, Tar, Vis, Nar")
RIVER_ENDS = listed("vane, lonne, sonne, vèze, nelle, daine, guette, mance, rance, vrette, donne")
TOWN_ROOTS = listed(
    "Cler, Mont, Fer, Haute, Roch, Mar, Bel, Cor, Gran, Vau, Cham, Ville, Char, Pré, Fon, Val, Bour, Cour"
)
TOWN_ENDS = listed(
    "vigny, court, mont, bray, cey, tigny, nay, ville, lieu, zat, gnac, deuil, val, reuil, vry, dore, trange"
)
VILLAGE_TAILS = listed(
    "le-Vieux, la-Forêt, les-Bois, en-Plaine, aux-Vignes, la-Chapelle, le-Château, les-Étangs, sous-Roche, les-Mines"
)
